package dev.isobath.server.experiments;

import dev.isobath.server.experiments.ExperimentQuery.Position;
import dev.isobath.server.experiments.ExperimentQuery.Sort;
import dev.isobath.server.problems.BadRequestException;
import java.util.HashMap;
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

    ExperimentFinder(JdbcClient database) {
        this.database = database;
    }

    Page find(ExperimentQuery query) {
        Map<String, Object> parameters = new HashMap<>();
        String filter = filter(query, parameters);
        long total = database.sql("select count(*) from experiment where " + filter)
                .params(parameters)
                .query(Long.class)
                .single();
        List<Row> rows = rows(query, filter, parameters);
        if (rows.size() <= query.limit()) {
            return new Page(rows.stream().map(Row::id).toList(), null, total);
        }
        List<Row> page = rows.subList(0, query.limit());
        Row last = page.getLast();
        return new Page(page.stream().map(Row::id).toList(), new Position(last.value(), last.sequence()), total);
    }

    private List<Row> rows(ExperimentQuery query, String filter, Map<String, Object> parameters) {
        Sort sort = query.sort();
        String direction = sort.descending() ? "desc" : "asc";
        String sql = "select id, sequence, %1$s::text as value from experiment where %2$s%3$s"
                        .formatted(sort.column(), filter, after(query, parameters))
                + " order by %1$s %2$s nulls last, sequence %2$s limit %3$d"
                        .formatted(sort.column(), direction, query.limit() + 1);
        try {
            return database.sql(sql)
                    .params(parameters)
                    .query((row, _) ->
                            new Row(row.getObject("id", UUID.class), row.getLong("sequence"), row.getString("value")))
                    .list();
        } catch (DataIntegrityViolationException e) {
            // The cursor was made by hand and has a value that is not of the column's type.
            throw BadRequestException.malformed("cursor: not one of this list");
        }
    }

    private static String filter(ExperimentQuery query, Map<String, Object> parameters) {
        StringBuilder filter = new StringBuilder("project_id = :project");
        parameters.put("project", query.project());
        if (!query.states().isEmpty()) {
            filter.append(" and state in (:states)");
            parameters.put("states", query.states().stream().map(Enum::name).toList());
        }
        if (!query.kinds().isEmpty()) {
            filter.append(" and kind in (:kinds)");
            parameters.put("kinds", query.kinds());
        }
        if (!query.text().isEmpty()) {
            filter.append(" and (name ilike :text or notes ilike :text or array_to_string(tags, ' ') ilike :text)");
            parameters.put("text", "%" + query.text().replaceAll("([\\\\%_])", "\\\\$1") + "%");
        }
        String tag = query.tag();
        if (tag != null && !tag.isEmpty()) {
            filter.append(" and :tag = any(tags)");
            parameters.put("tag", tag);
        }
        return filter.toString();
    }

    private static String after(ExperimentQuery query, Map<String, Object> parameters) {
        Position position = query.after();
        if (position == null) {
            return "";
        }
        Sort sort = query.sort();
        String beyond = sort.descending() ? "<" : ">";
        parameters.put("sequence", position.sequence());
        if (position.value() == null) {
            return " and %s is null and sequence %s :sequence".formatted(sort.column(), beyond);
        }
        parameters.put("value", position.value());
        return " and (%1$s is null or %1$s %2$s cast(:value as %3$s) or (%1$s = cast(:value as %3$s) and sequence %2$s :sequence))"
                .formatted(sort.column(), beyond, sort.type());
    }
}
