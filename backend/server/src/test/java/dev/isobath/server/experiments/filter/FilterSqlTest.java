package dev.isobath.server.experiments.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.experiments.ExperimentCopies;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Compares what PostgreSQL finds with what the words of docs/filter.md say, over random experiments and random filters. */
@ServerTest
class FilterSqlTest {

    private static final int EXPERIMENTS = 60;
    private static final int FILTERS = 1_500;
    private static final FieldCatalogue CATALOGUE = new FieldCatalogue(_ -> false);
    private static final List<Field> FIELDS = IntStream.range(0, 1)
            .mapToObj(_ -> List.of(
                    "name",
                    "notes",
                    "tag",
                    "kind",
                    "state",
                    "priority",
                    "seconds",
                    "valLoss",
                    "createdAt",
                    "finishedAt",
                    "archived",
                    "spec.architecture.capacity",
                    "spec.architecture.routedLayers",
                    "spec.data.corpus",
                    "spec.training.deterministic",
                    "spec.training.precision",
                    "val_loss.last",
                    "val_loss.min",
                    "router_mean/3.max"))
            .flatMap(List::stream)
            .map(CATALOGUE::get)
            .toList();

    @Autowired
    ExperimentTestClient client;

    @Test
    void the_database_finds_what_the_filter_says() {
        Random random = new Random(1);
        Map<UUID, Map<String, Object>> experiments = new HashMap<>();
        for (UUID id : ExperimentCopies.make(client, EXPERIMENTS)) {
            Map<String, Object> values = randomValues(random);
            store(id, values);
            experiments.put(id, values);
        }
        int found = 0;
        for (int i = 0; i < FILTERS; i++) {
            Filter filter = new RandomFilters(random, FIELDS).next(i % 4);
            List<UUID> expected = experiments.entrySet().stream()
                    .filter(entry -> matches(filter, entry.getValue()))
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
            assertThat(find(filter).stream().sorted().toList())
                    .as(filter.written())
                    .isEqualTo(expected);
            found += expected.isEmpty() || expected.size() == EXPERIMENTS ? 0 : 1;
        }
        assertThat(found).as("filters that tell experiments apart").isGreaterThan(FILTERS / 3);
    }

    private List<UUID> find(Filter filter) {
        FilterSql sql = new FilterSql(RandomFilters.NOW);
        String condition = sql.condition(filter);
        return client.database()
                .sql("select e.id from experiment e" + sql.joins() + " where " + condition)
                .params(sql.parameters())
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    // --- what the words say

    private static boolean matches(Filter filter, Map<String, Object> values) {
        return switch (filter) {
            case Filter.And(List<Filter> all) -> all.stream().allMatch(part -> matches(part, values));
            case Filter.Or(List<Filter> any) -> any.stream().anyMatch(part -> matches(part, values));
            case Filter.Not(Filter negated) -> !matches(negated, values);
            case Filter.Missing(Field field) ->
                !values.containsKey(field.name()) || values.get(field.name()).equals(List.of());
            case Filter.In(Field field, List<Value> any) ->
                any.stream().anyMatch(value -> compares(values.get(field.name()), Operator.EQUAL, value));
            case Filter.Comparison(Field field, Operator operator, Value value) ->
                compares(values.get(field.name()), operator, value);
        };
    }

    private static boolean compares(@Nullable Object has, Operator operator, Value value) {
        Comparable<?> wanted = switch (value) {
            case Value.Quantity(double number) -> number;
            case Value.Text(String text) -> text;
            case Value.Flag(boolean flag) -> flag;
            case Value.Moment(Instant instant) -> instant;
            case Value.Ago ago -> ago.before(RandomFilters.NOW);
        };
        if (has == null) {
            return false;
        }
        if (has instanceof List<?> list) {
            return (operator != Operator.NOT_EQUAL) == list.contains(wanted);
        }
        if (operator == Operator.CONTAINS) {
            return has.toString()
                    .toLowerCase(Locale.ROOT)
                    .contains(wanted.toString().toLowerCase(Locale.ROOT));
        }
        int order = compare(has, wanted);
        return switch (operator) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case AT_MOST -> order <= 0;
            case GREATER -> order > 0;
            case AT_LEAST -> order >= 0;
            case CONTAINS, IN -> throw new IllegalStateException();
        };
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object a, Object b) {
        return ((Comparable<Object>) a).compareTo(b);
    }

    // --- random experiments

    private static Map<String, Object> randomValues(Random random) {
        Map<String, Object> values = new HashMap<>();
        for (Field field : FIELDS) {
            boolean needed = List.of(
                            "name", "notes", "tag", "kind", "state", "priority", "seconds", "createdAt", "archived")
                    .contains(field.name());
            if (needed || random.nextInt(4) > 0) {
                values.put(field.name(), randomValue(field, random));
            }
        }
        values.put("priority", (double) random.nextInt(4));
        if ("external".equals(values.get("kind")) && "QUEUED".equals(values.get("state"))) {
            // The database does not let an experiment of another program wait in the queue.
            values.put("state", "PAUSED");
        }
        return values;
    }

    private static Object randomValue(Field field, Random random) {
        return switch (field.type()) {
            case NUMBER -> any(RandomFilters.NUMBERS, random);
            case TEXT -> any(RandomFilters.TEXTS, random);
            case CHOICE -> any(field.choices(), random);
            case FLAG -> random.nextBoolean();
            case TIME -> RandomFilters.NOW.minusSeconds(random.nextInt(10) * 86_400L);
            case TAGS ->
                IntStream.range(0, random.nextInt(3))
                        .mapToObj(_ -> any(RandomFilters.TEXTS, random))
                        .toList();
            case NUMBERS ->
                IntStream.rangeClosed(0, random.nextInt(3))
                        .mapToObj(_ -> any(RandomFilters.NUMBERS, random))
                        .toList();
        };
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private void store(UUID id, Map<String, Object> values) {
        JdbcClient database = client.database();
        // A loss that is no number counts as none.
        Object loss = values.get("valLoss");
        database.sql("""
                        update experiment set name = :name, notes = :notes, tags = :tags, kind = :kind, state = :state,
                            priority = :priority, seconds = :seconds, val_loss = :loss, created_at = :created,
                            finished_at = :finished, archived_at = case when :archived then now() end
                        where id = :id
                        """)
                .param("id", id)
                .param("name", values.get("name"))
                .param("notes", values.get("notes"))
                .param("tags", ((List<?>) known(values, "tag")).toArray(String[]::new))
                .param("kind", values.get("kind"))
                .param("state", values.get("state"))
                .param("priority", ((Double) known(values, "priority")).intValue())
                .param("seconds", values.get("seconds"))
                .param("loss", loss == null ? Double.NaN : loss)
                .param("created", time(values.get("createdAt")))
                .param("finished", time(values.get("finishedAt")))
                .param("archived", values.get("archived"))
                .update();
        database.sql("update experiment_fields set fields = '{}' where experiment_id = :id")
                .param("id", id)
                .update();
        values.forEach((name, value) -> {
            if (name.startsWith("spec.")) {
                database.sql("""
                                update experiment_fields set fields = fields || jsonb_build_object(:path::text, to_jsonb(:value))
                                where experiment_id = :id
                                """.replace(
                                        ":value",
                                        value instanceof List<?>
                                                ? ":value::float8[]"
                                                : value instanceof String ? ":value::text" : ":value"))
                        .param("id", id)
                        .param("path", name.substring("spec.".length()))
                        .param("value", value instanceof List<?> list ? list.toArray(Double[]::new) : value)
                        .update();
            }
        });
        metric(id, "val_loss", values.get("val_loss.last"), values.get("val_loss.min"), null);
        metric(id, "router_mean/3", null, null, values.get("router_mean/3.max"));
    }

    private void metric(
            UUID id, String name, @Nullable Object last, @Nullable Object least, @Nullable Object greatest) {
        client.database()
                .sql(
                        "insert into metric_value (name, experiment_id, last_step, last, least, greatest) values (?, ?, 1, ?, ?, ?)")
                .param(name)
                .param(id)
                .param(last)
                .param(least)
                .param(greatest)
                .update();
    }

    private static Object known(Map<String, Object> values, String name) {
        return Objects.requireNonNull(values.get(name));
    }

    private static @Nullable OffsetDateTime time(@Nullable Object instant) {
        return instant == null ? null : ((Instant) instant).atOffset(ZoneOffset.UTC);
    }
}
