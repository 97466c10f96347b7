package dev.isobath.server.experiments;

import dev.isobath.server.database.DatabaseClock;
import dev.isobath.server.experiments.ExperimentOrder.Position;
import dev.isobath.server.experiments.filter.FieldCatalogue;
import dev.isobath.server.experiments.filter.Filter;
import dev.isobath.server.experiments.filter.FilterSql;
import dev.isobath.server.problems.BadRequestException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Finds the ids of experiments by filter and order, a page at a time. A page begins after the last row of the page before it
 * (keyset pagination), so that no experiment is on two pages.
 */
@Component
class ExperimentFinder {

    /**
     * One page.
     *
     * @param total the number of experiments that match the filter
     * @param next the position after which the next page begins, or null on the last page
     */
    record Page(List<UUID> ids, @Nullable Position next, long total) {}

    private record Row(UUID id, long sequence, @Nullable String value, long total) {}

    private final JdbcClient database;
    private final DatabaseClock clock;

    ExperimentFinder(JdbcClient database, DatabaseClock clock) {
        this.database = database;
        this.clock = clock;
    }

    Page find(ExperimentQuery query) {
        FilterSql sql = new FilterSql(clock.now());
        String filter = query.selection().condition(sql);
        List<Row> rows = rows(query, filter, sql);
        // An index answers how many experiments a project has. Any other number is counted in the same pass that finds
        // the rows.
        long total = rows.isEmpty() || query.selection().isWholeProject()
                ? count(filter, sql)
                : rows.getFirst().total();
        if (rows.size() <= query.limit()) {
            return new Page(rows.stream().map(Row::id).toList(), null, total);
        }
        List<Row> page = rows.subList(0, query.limit());
        Row last = page.getLast();
        return new Page(page.stream().map(Row::id).toList(), new Position(last.value(), last.sequence()), total);
    }

    private long count(String filter, FilterSql sql) {
        return database.sql("select count(*) from experiment e" + sql.joins() + " where " + filter)
                .params(sql.parameters())
                .query(Long.class)
                .single();
    }

    /** Returns the ids of the experiments of a project that match a filter, at most one more than {@code most}, in no order. */
    List<UUID> find(UUID project, Filter filter, int most) {
        FilterSql sql = new FilterSql(clock.now());
        String condition = sql.condition(filter);
        return database.sql(
                        "select e.id from experiment e%s where e.project_id = :project and e.deleted_at is null and %s%s limit %d"
                                .formatted(
                                        sql.joins(),
                                        condition,
                                        filter.mentions(FieldCatalogue.ARCHIVED) ? "" : " and e.archived_at is null",
                                        most + 1))
                .params(sql.parameters())
                .param("project", project)
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    private List<Row> rows(ExperimentQuery query, String filter, FilterSql sql) {
        ExperimentOrder order = query.order();
        String matching = "select e.id, e.sequence, %s as value from experiment e%s where %s"
                .formatted(sql.expression(order.field()), sql.joins(), filter);
        Position position = query.after();
        String after = position == null
                ? "true"
                : position.after(
                        "m.value", order.field().type().sql(), "m.sequence", order.descending(), sql.parameters());
        String text = """
                with m as %1$s (%2$s)
                select m.id, m.sequence, cast(m.value as text) as value, %3$s as total
                from m where %4$s order by m.value %5$s nulls last, m.sequence %5$s limit %6$d
                """.formatted(
                        query.selection().isWholeProject() ? "not materialized" : "materialized",
                        matching,
                        query.selection().isWholeProject() ? "0" : "(select count(*) from m)",
                        after,
                        order.descending() ? "desc" : "asc",
                        query.limit() + 1);
        try {
            return database.sql(text)
                    .params(sql.parameters())
                    .query((row, _) -> new Row(
                            row.getObject("id", UUID.class),
                            row.getLong("sequence"),
                            row.getString("value"),
                            row.getLong("total")))
                    .list();
        } catch (DataIntegrityViolationException e) {
            // The cursor was made by hand and has a value that is not of the field's type.
            throw BadRequestException.malformed("cursor: not one of this list");
        }
    }
}
