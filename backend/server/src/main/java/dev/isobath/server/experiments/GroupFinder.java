package dev.isobath.server.experiments;

import dev.isobath.server.database.DatabaseClock;
import dev.isobath.server.experiments.ExperimentOrder.Position;
import dev.isobath.server.experiments.filter.Field;
import dev.isobath.server.experiments.filter.FieldCatalogue;
import dev.isobath.server.experiments.filter.Filter;
import dev.isobath.server.experiments.filter.FilterSql;
import dev.isobath.server.problems.BadRequestException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Groups the experiments that match by equal values of some fields, and sums up the values of others, in the database. */
@Component
class GroupFinder {

    /** How many members of a group are named. A comparison has at most as many. */
    private static final int MOST_IDS = 200;

    /** The most fields of the spec that are named as those in which configurations differ. */
    private static final int MOST_DIFFERING = 30;

    /** Numbers from here on are not averaged, because the sum of their squares is infinite. No measurement is as large. */
    private static final String TOO_LARGE = "1e150";

    /**
     * The values of some members of a group.
     *
     * @param n how many members have a value, of which the other numbers are
     * @param notFinite how many have NaN, an infinite number, or one beyond 1e150 instead, which are in none of the other numbers
     * @param mean null when n is 0
     * @param deviation the standard deviation of a sample (with n - 1); null when n is less than 2
     */
    @Schema(name = "GroupValues")
    record Spread(
            long n,
            long notFinite,
            @Nullable Double mean,
            @Nullable Double deviation,
            @Nullable Double least,
            @Nullable Double greatest) {}

    /**
     * One group.
     *
     * @param key the values that all members have, by the names that were asked for; what has no value is left out
     * @param filter what finds the members among the experiments that match
     * @param ids the oldest members, at most 200
     * @param firstName the first of the names, in the order of their characters
     */
    record Group(
            Map<String, Object> key,
            Filter filter,
            long experiments,
            Map<ExperimentState, Long> states,
            List<UUID> ids,
            String firstName,
            String lastName,
            Map<String, Spread> values) {}

    /**
     * One page.
     *
     * @param next the position after which the next page begins, or null on the last page
     * @param total the number of groups
     * @param experiments the number of experiments in all groups
     */
    record Page(List<Group> groups, @Nullable Position next, long total, long experiments) {}

    private record Row(Group group, long sequence, @Nullable String value) {}

    private record Totals(long groups, long experiments) {}

    private final JdbcClient database;
    private final DatabaseClock clock;

    GroupFinder(JdbcClient database, DatabaseClock clock) {
        this.database = database;
        this.clock = clock;
    }

    Page find(GroupQuery query) {
        FilterSql sql = new FilterSql(clock.now());
        String groups = groups(query, sql);
        Totals totals = database.sql(
                        groups + " select count(*) as groups, coalesce(sum(members), 0) as experiments from g")
                .params(sql.parameters())
                .query((row, _) -> new Totals(row.getLong("groups"), row.getLong("experiments")))
                .single();
        List<Row> rows = rows(query, groups, sql);
        List<Row> page = rows.subList(0, Math.min(rows.size(), query.limit()));
        Row last = rows.size() > query.limit() ? page.getLast() : null;
        return new Page(
                page.stream().map(Row::group).toList(),
                last == null ? null : new Position(last.value(), last.sequence()),
                totals.groups(),
                totals.experiments());
    }

    private List<Row> rows(GroupQuery query, String groups, FilterSql sql) {
        GroupOrder order = query.order();
        Position position = query.after();
        String after = position == null
                ? ""
                : " where "
                        + position.after(
                                order.column(), order.type(), "sequence", order.descending(), sql.parameters());
        String direction = order.descending() ? "desc" : "asc";
        String text = groups
                + " select *, cast(%1$s as text) as position from g%2$s order by %1$s %3$s nulls last, sequence %3$s limit %4$d"
                        .formatted(order.column(), after, direction, query.limit() + 1);
        try {
            return database.sql(text)
                    .params(sql.parameters())
                    .query((row, _) -> new Row(group(query, row), row.getLong("sequence"), row.getString("position")))
                    .list();
        } catch (DataIntegrityViolationException e) {
            // The cursor was made by hand and has a value that is not of the column's type.
            throw BadRequestException.malformed("cursor: not one of this list");
        }
    }

    /** Returns the groups as the table {@code g} of a query, with a member's number that no other group has. */
    private static String groups(GroupQuery query, FilterSql sql) {
        List<Field> by = List.copyOf(query.by().values());
        List<Field> values = List.copyOf(query.values().values());
        List<String> keys = new ArrayList<>();
        StringBuilder members = new StringBuilder("with m as (select e.id, e.sequence, e.state, e.name, e.created_at");
        StringBuilder groups = new StringBuilder();
        for (int i = 0; i < by.size(); i++) {
            members.append(", %s as b%d".formatted(sql.expression(by.get(i)), i));
            keys.add("b" + i);
        }
        for (int i = 0; i < values.size(); i++) {
            String value = sql.expression(values.get(i));
            members.append(", case when abs(%1$s) < %2$s then %1$s end as v%3$d".formatted(value, TOO_LARGE, i));
            members.append(", coalesce(%s, false) or coalesce(abs(%s) >= %s, false) as x%d"
                    .formatted(sql.notFinite(values.get(i)), value, TOO_LARGE, i));
            groups.append(spread(i, query.over()));
        }
        String condition = query.selection().condition(sql);
        return members + " from experiment e" + sql.joins() + " where " + condition + "), g as (select "
                + String.join(", ", keys)
                + ", count(*) as members, min(sequence) as sequence, max(created_at) as latest"
                + ", min(name collate \"C\") as first_name, max(name collate \"C\") as last_name"
                + ", trim_array(array_agg(id order by sequence), cast(greatest(count(*) - %d, 0) as int)) as ids"
                        .formatted(MOST_IDS)
                + states() + groups + " from m group by " + String.join(", ", keys) + ")";
    }

    private static String spread(int number, GroupQuery.Over over) {
        String whose = over == GroupQuery.Over.FINISHED ? "state = 'FINISHED'" : "true";
        return """
                , count(v%1$d) filter (where %2$s) as n%1$d, avg(v%1$d) filter (where %2$s) as mean%1$d
                , stddev_samp(v%1$d) filter (where %2$s) as deviation%1$d, min(v%1$d) filter (where %2$s) as least%1$d
                , max(v%1$d) filter (where %2$s) as greatest%1$d, count(*) filter (where x%1$d and %2$s) as bad%1$d
                """.formatted(number, whose);
    }

    private static String states() {
        StringBuilder states = new StringBuilder();
        for (ExperimentState state : ExperimentState.values()) {
            states.append(", count(*) filter (where state = '%1$s') as state_%1$s".formatted(state.name()));
        }
        return states.toString();
    }

    private static Group group(GroupQuery query, ResultSet row) throws SQLException {
        Map<String, Object> key = new LinkedHashMap<>();
        List<Filter> equal = new ArrayList<>();
        int i = 0;
        for (Map.Entry<String, Field> each : query.by().entrySet()) {
            Object value = ExperimentFields.value(row, "b" + i++, each.getValue());
            equal.add(Filter.equal(each.getValue(), value));
            if (value != null) {
                key.put(each.getKey(), value);
            }
        }
        Map<String, Spread> values = new LinkedHashMap<>();
        i = 0;
        for (String name : query.values().keySet()) {
            values.put(name, spread(row, i++));
        }
        Map<ExperimentState, Long> states = new EnumMap<>(ExperimentState.class);
        for (ExperimentState state : ExperimentState.values()) {
            long count = row.getLong("state_" + state.name());
            if (count > 0) {
                states.put(state, count);
            }
        }
        return new Group(
                key,
                equal.size() == 1 ? equal.getFirst() : new Filter.And(equal),
                row.getLong("members"),
                states,
                Arrays.asList((UUID[]) row.getArray("ids").getArray()),
                row.getString("first_name"),
                row.getString("last_name"),
                values);
    }

    private static Spread spread(ResultSet row, int number) throws SQLException {
        return new Spread(
                row.getLong("n" + number),
                row.getLong("bad" + number),
                row.getObject("mean" + number, Double.class),
                row.getObject("deviation" + number, Double.class),
                row.getObject("least" + number, Double.class),
                row.getObject("greatest" + number, Double.class));
    }

    /** Returns the fields of the spec in which the configurations differ of the experiments that match, by their short names. */
    Map<String, Field> differing(ExperimentSelection selection) {
        FilterSql sql = new FilterSql(clock.now());
        String fields = sql.specFields();
        String condition = selection.condition(sql);
        Map<String, Field> differing = new LinkedHashMap<>();
        database.sql("""
                        with d as (select distinct on (%1$s ->> '%2$s') %1$s - '%2$s' - 'name' - 'seed' as fields
                                   from experiment e%3$s where %4$s)
                        select key from d, jsonb_each_text(d.fields) group by key
                        having count(distinct value) > 1 or count(*) < (select count(*) from d)
                        order by key limit %5$d
                        """.formatted(fields, FieldCatalogue.CONFIGURATION, sql.joins(), condition, MOST_DIFFERING))
                .params(sql.parameters())
                .query((row, _) -> row.getString("key"))
                .list()
                .forEach(path -> FieldCatalogue.spec(path)
                        .ifPresent(field -> differing.put(FieldCatalogue.shortName(field), field)));
        return differing;
    }
}
