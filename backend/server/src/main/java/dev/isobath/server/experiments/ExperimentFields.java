package dev.isobath.server.experiments;

import dev.isobath.server.experiments.filter.Field;
import dev.isobath.server.experiments.filter.FieldCatalogue;
import dev.isobath.server.experiments.filter.Filter;
import dev.isobath.server.experiments.filter.FilterParser;
import dev.isobath.server.experiments.filter.FilterSql;
import dev.isobath.server.experiments.filter.InvalidFilterException;
import dev.isobath.server.experiments.filter.UnknownFieldException;
import dev.isobath.server.problems.BadRequestException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The fields of the experiments in the database: parses filters over them and reads their values. */
@Component
class ExperimentFields {

    static final int MAX_COLUMNS = 50;

    private final JdbcClient database;
    private final FieldCatalogue catalogue = new FieldCatalogue(this::isReported);

    ExperimentFields(JdbcClient database) {
        this.database = database;
    }

    private boolean isReported(String metric) {
        return database.sql("select exists (select from metric_value where name = :name)")
                .param("name", metric)
                .query(Boolean.class)
                .single();
    }

    FieldCatalogue catalogue() {
        return catalogue;
    }

    /**
     * Parses the filter of a query's parameter. A blank one is none.
     *
     * @throws BadRequestException with the place in the filter
     */
    @Nullable
    Filter parse(@Nullable String filter) {
        try {
            return filter == null || filter.isBlank() ? null : FilterParser.parse(filter, catalogue);
        } catch (InvalidFilterException e) {
            throw BadRequestException.malformed("filter: " + e.getMessage());
        }
    }

    /**
     * Parses the filter in the field {@code filter} of a body.
     *
     * @throws BadRequestException with the place in the filter
     */
    Filter parseField(String filter) {
        try {
            return FilterParser.parse(filter, catalogue);
        } catch (InvalidFilterException e) {
            throw BadRequestException.invalid("/filter", String.valueOf(e.getMessage()));
        }
    }

    /**
     * Returns the fields that a list shows, by the names that were asked for.
     *
     * @throws BadRequestException when a name is no field's
     */
    Map<String, Field> columns(List<String> names) {
        return named("columns", names, MAX_COLUMNS);
    }

    /**
     * Returns the fields with the names that a parameter has, by these names.
     *
     * @param most the most names
     * @throws BadRequestException when a name is no field's
     */
    Map<String, Field> named(String parameter, List<String> names, int most) {
        Map<String, Field> columns = new LinkedHashMap<>();
        if (names.size() > most) {
            throw BadRequestException.malformed("%s: at most %d at once".formatted(parameter, most));
        }
        for (String name : names) {
            try {
                columns.put(name, catalogue.get(name));
            } catch (UnknownFieldException e) {
                throw BadRequestException.malformed(parameter + ": " + e.reason());
            }
        }
        return columns;
    }

    /** Returns the values of fields of some experiments, each under the name that was asked for. What has no value is left out. */
    Map<UUID, Map<String, Object>> values(List<UUID> ids, Map<String, Field> columns) {
        Map<UUID, Map<String, Object>> values = new HashMap<>();
        if (columns.isEmpty() || ids.isEmpty()) {
            return values;
        }
        // Expressions have no relative times.
        FilterSql sql = new FilterSql(Instant.EPOCH);
        StringBuilder select = new StringBuilder("select e.id as experiment");
        List<Map.Entry<String, Field>> list = List.copyOf(columns.entrySet());
        for (int i = 0; i < list.size(); i++) {
            select.append(", ")
                    .append(sql.expression(list.get(i).getValue()))
                    .append(" as c")
                    .append(i);
        }
        database.sql(select + " from experiment e" + sql.joins() + " where e.id = any(:ids)")
                .params(sql.parameters())
                .param("ids", ids.toArray(UUID[]::new))
                .query(row -> {
                    Map<String, Object> own = new LinkedHashMap<>();
                    for (int i = 0; i < list.size(); i++) {
                        Object value = value(row, "c" + i, list.get(i).getValue());
                        if (value != null) {
                            own.put(list.get(i).getKey(), value);
                        }
                    }
                    values.put(row.getObject("experiment", UUID.class), own);
                });
        return values;
    }

    /** Returns the value of a field in a row. */
    static @Nullable Object value(ResultSet row, String column, Field field) throws SQLException {
        return switch (field.type()) {
            case NUMBER -> row.getObject(column, Double.class);
            case TEXT, CHOICE, NUMBERS -> row.getString(column);
            case FLAG -> row.getObject(column, Boolean.class);
            case TIME -> {
                OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
                yield time == null ? null : time.toInstant().truncatedTo(ChronoUnit.MICROS);
            }
            case TAGS -> List.of((String[]) row.getArray(column).getArray());
        };
    }

    /** Returns the names of the metrics that experiments have reported, at most so many. */
    List<String> metrics(int most) {
        // Jumps from name to name in the index, because each name is there once for each experiment.
        return database.sql("""
                        with recursive known (name) as (
                            (select name from metric_value order by name limit 1)
                            union all
                            select (select m.name from metric_value m where m.name > known.name order by m.name limit 1)
                            from known where known.name is not null)
                        select name from known where name is not null limit :most
                        """)
                .param("most", most)
                .query((row, _) -> row.getString("name"))
                .list();
    }
}
