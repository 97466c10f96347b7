package dev.isobath.server.experiments;

import dev.isobath.server.database.DatabaseClock;
import dev.isobath.server.experiments.ExperimentOrder.Position;
import dev.isobath.server.experiments.filter.FieldCatalogue;
import dev.isobath.server.experiments.filter.Filter;
import dev.isobath.server.experiments.filter.FilterSql;
import dev.isobath.server.problems.BadRequestException;
import java.util.List;
import java.util.Map;
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

    private record Row(UUID id, long sequence, @Nullable String value) {}

    private final JdbcClient database;
    private final DatabaseClock clock;

    ExperimentFinder(JdbcClient database, DatabaseClock clock) {
        this.database = database;
        this.clock = clock;
    }

    Page find(ExperimentQuery query) {
        FilterSql sql = new FilterSql(clock.now());
        Map<String, Object> parameters = sql.parameters();
        String filter = query.selection().condition(sql);
        long total = database.sql("select count(*) from experiment e" + sql.joins() + " where " + filter)
                .params(parameters)
                .query(Long.class)
                .single();
        List<Row> rows = rows(query, filter, sql);
        if (rows.size() <= query.limit()) {
            return new Page(rows.stream().map(Row::id).toList(), null, total);
        }
        List<Row> page = rows.subList(0, query.limit());
        Row last = page.getLast();
        return new Page(page.stream().map(Row::id).toList(), new Position(last.value(), last.sequence()), total);
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
        String value = sql.expression(query.order().field());
        String direction = query.order().descending() ? "desc" : "asc";
        Position position = query.after();
        String after = position == null
                ? ""
                : " and "
                        + position.after(
                                value,
                                query.order().field().type().sql(),
                                "e.sequence",
                                query.order().descending(),
                                sql.parameters());
        String text = "select e.id, e.sequence, cast(%s as text) as value from experiment e%s where %s%s"
                        .formatted(value, sql.joins(), filter, after)
                + " order by %1$s %2$s nulls last, e.sequence %2$s limit %3$d"
                        .formatted(value, direction, query.limit() + 1);
        try {
            return database.sql(text)
                    .params(sql.parameters())
                    .query((row, _) ->
                            new Row(row.getObject("id", UUID.class), row.getLong("sequence"), row.getString("value")))
                    .list();
        } catch (DataIntegrityViolationException e) {
            // The cursor was made by hand and has a value that is not of the field's type.
            throw BadRequestException.malformed("cursor: not one of this list");
        }
    }
}
