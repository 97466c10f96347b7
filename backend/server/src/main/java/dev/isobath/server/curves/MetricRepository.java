package dev.isobath.server.curves;

import dev.isobath.server.problems.BadRequestException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The metrics of each experiment. Points refer to a metric by a small number that is unique within the experiment. */
@Repository
class MetricRepository {

    /**
     * The most metrics that one experiment may have. This is enough for about twenty metrics of each block of the deepest
     * model, and for the loads of its experts.
     */
    static final int MAX_METRICS = 12_000;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}(/(0|[1-9][0-9]{0,3})){0,2}");

    private final JdbcClient database;

    MetricRepository(JdbcClient database) {
        this.database = database;
    }

    /** Returns the metrics of an experiment: names and numbers. */
    Map<String, Short> find(UUID experiment) {
        Map<String, Short> numbers = new HashMap<>();
        database.sql("select name, id from curve_metric where experiment_id = :experiment")
                .param("experiment", experiment)
                .query(row -> {
                    numbers.put(row.getString("name"), row.getShort("id"));
                });
        return numbers;
    }

    /** Returns the metrics of several experiments, in the order of the ids and each experiment once. */
    Map<UUID, Map<String, Short>> find(List<UUID> experiments) {
        Map<UUID, Map<String, Short>> numbers = new LinkedHashMap<>();
        experiments.forEach(id -> numbers.put(id, new HashMap<>()));
        database.sql("select experiment_id, name, id from curve_metric where experiment_id = any(:ids::uuid[])")
                .param("ids", experiments.stream().map(UUID::toString).toArray(String[]::new))
                .query(row -> {
                    numbers.computeIfAbsent(row.getObject(1, UUID.class), _ -> new HashMap<>())
                            .put(row.getString(2), row.getShort(3));
                });
        return numbers;
    }

    /**
     * Adds the metrics that the experiment does not have yet, in the caller's transaction.
     *
     * @return all metrics of the experiment: names and numbers
     * @throws BadRequestException when a name is not the name of a metric
     * @throws TooManyMetricsException when the experiment would have more than {@value #MAX_METRICS} metrics
     */
    Map<String, Short> findOrAdd(UUID experiment, Set<String> names) {
        Map<String, Short> numbers = find(experiment);
        for (String name : names) {
            if (numbers.containsKey(name)) {
                continue;
            }
            if (!NAME.matcher(name).matches()) {
                throw BadRequestException.invalid(
                        "/steps",
                        "the name of a metric must have 1 to 64 characters of a-z, 0-9 and _, of which the first is a letter; the numbers of a block and of its path may follow, each after a slash");
            }
        }
        return add(experiment, numbers, names);
    }

    /**
     * Does the same with names that another program has given. They may have any characters.
     *
     * @throws TooManyMetricsException when the experiment would have more than {@value #MAX_METRICS} metrics
     */
    Map<String, Short> findOrAddForeign(UUID experiment, Set<String> names) {
        return add(experiment, find(experiment), names);
    }

    private Map<String, Short> add(UUID experiment, Map<String, Short> numbers, Set<String> names) {
        Set<String> added = new TreeSet<>(names);
        added.removeAll(numbers.keySet());
        if (added.isEmpty()) {
            return numbers;
        }
        if (numbers.size() + added.size() > MAX_METRICS) {
            throw new TooManyMetricsException(MAX_METRICS);
        }
        String[] newNames = added.toArray(String[]::new);
        short[] newNumbers = new short[newNames.length];
        for (int i = 0; i < newNames.length; i++) {
            newNumbers[i] = (short) (numbers.size() + 1);
            numbers.put(newNames[i], newNumbers[i]);
        }
        database.sql("""
                        insert into curve_metric (experiment_id, id, name)
                        select :experiment, n.id, n.name from unnest(:id::smallint[], :name::text[]) as n(id, name)
                        """)
                .param("experiment", experiment)
                .param("id", newNumbers)
                .param("name", newNames)
                .update();
        return numbers;
    }
}
