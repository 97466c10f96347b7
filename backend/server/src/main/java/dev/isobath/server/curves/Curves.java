package dev.isobath.server.curves;

import dev.isobath.server.experiments.Progress;
import dev.isobath.server.problems.BadRequest;
import dev.isobath.spec.protocol.StepReport;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** All points of all curves. Written with plain SQL: a curve is data, not an entity. */
@Repository
public class Curves {

    /** An experiment has at most so many metrics: about twenty for each of the most blocks there can be, and its experts' loads. */
    static final int MOST_METRICS = 12_000;

    /** Stands for every block, and every path of it. */
    private static final String ALL_LAYERS = "/*";

    /** Points are read so many at a time. */
    private static final int FETCH = 5_000;

    private static final String TRAIN_LOSS = "train_loss";
    private static final String VAL_LOSS = "val_loss";
    private static final String TOKENS_PER_SECOND = "tokens_per_second";
    private static final Pattern METRIC = Pattern.compile("[a-z][a-z0-9_]{0,63}(/(0|[1-9][0-9]{0,3})){0,2}");

    /** Block 2 comes before block 10. */
    private static final Comparator<String> METRIC_ORDER = Comparator.comparing(Curves::word)
            .thenComparingInt(name -> number(name, 1))
            .thenComparingInt(name -> number(name, 2));

    private final JdbcClient database;

    Curves(JdbcClient database) {
        this.database = database;
    }

    /**
     * Adds measurements of the experiment's current attempt. The caller holds a lock on it, so appends of one experiment
     * do not meet. A point that is there already is replaced.
     *
     * @throws BadRequest when there are too many metrics, or one has no proper name
     */
    @Transactional
    public void append(UUID experiment, int attempt, List<StepReport> steps) {
        Map<String, Short> metrics = metrics(experiment, steps);
        int count = steps.stream().mapToInt(step -> step.metrics().size()).sum();
        short[] metric = new short[count];
        long[] number = new long[count];
        double[] value = new double[count];
        double[] tokens = new double[count];
        double[] flops = new double[count];
        double[] seconds = new double[count];
        int i = 0;
        for (StepReport step : steps) {
            for (Map.Entry<String, Double> measured : step.metrics().entrySet()) {
                metric[i] = metrics.getOrDefault(measured.getKey(), (short) 0);
                number[i] = step.step();
                value[i] = measured.getValue();
                tokens[i] = step.tokens();
                flops[i] = step.flops();
                seconds[i] = step.seconds();
                i++;
            }
        }
        database.sql("""
                        insert into curve_point (experiment_id, metric_id, step, value, tokens, flops, seconds, attempt)
                        select :experiment, p.metric, p.step, p.value, p.tokens, p.flops, p.seconds, :attempt
                        from unnest(:metric::smallint[], :step::bigint[], :value::double precision[],
                                    :tokens::double precision[], :flops::double precision[], :seconds::double precision[])
                            as p(metric, step, value, tokens, flops, seconds)
                        on conflict (experiment_id, metric_id, step) do update
                            set value = excluded.value, tokens = excluded.tokens, flops = excluded.flops,
                                seconds = excluded.seconds, attempt = excluded.attempt
                        """)
                .param("experiment", experiment)
                .param("attempt", attempt)
                .param("metric", metric)
                .param("step", number)
                .param("value", value)
                .param("tokens", tokens)
                .param("flops", flops)
                .param("seconds", seconds)
                .update();
    }

    private Map<String, Short> metrics(UUID experiment, List<StepReport> steps) {
        Map<String, Short> known = known(experiment);
        Set<String> reported = new TreeSet<>();
        steps.forEach(step -> reported.addAll(step.metrics().keySet()));
        reported.removeAll(known.keySet());
        if (reported.isEmpty()) {
            return known;
        }
        for (String name : reported) {
            if (!METRIC.matcher(name).matches()) {
                throw BadRequest.invalid(
                        "/steps",
                        "a metric's name has 1 to 64 of a-z, 0-9 and _, a letter first; then a slash and a block's number, and one more, if there are any");
            }
        }
        if (known.size() + reported.size() > MOST_METRICS) {
            throw new TooManyMetrics(MOST_METRICS);
        }
        String[] names = reported.toArray(String[]::new);
        short[] ids = new short[names.length];
        for (int i = 0; i < names.length; i++) {
            ids[i] = (short) (known.size() + 1);
            known.put(names[i], ids[i]);
        }
        database.sql("""
                        insert into curve_metric (experiment_id, id, name)
                        select :experiment, n.id, n.name from unnest(:id::smallint[], :name::text[]) as n(id, name)
                        """)
                .param("experiment", experiment)
                .param("id", ids)
                .param("name", names)
                .update();
        return known;
    }

    private Map<String, Short> known(UUID experiment) {
        Map<String, Short> known = new HashMap<>();
        database.sql("select name, id from curve_metric where experiment_id = :experiment")
                .param("experiment", experiment)
                .query(row -> {
                    known.put(row.getString("name"), row.getShort("id"));
                });
        return known;
    }

    /** Takes back what was measured after {@code step}: the next attempt goes on from there and measures it again. */
    @Transactional
    public void supersedeAfter(UUID experiment, long step) {
        database.sql("delete from curve_point where experiment_id = :experiment and step > :step")
                .param("experiment", experiment)
                .param("step", step)
                .update();
    }

    /** How far the experiment was after a step; losses are the last ones measured by then. */
    @Transactional(readOnly = true)
    public Progress progressAt(UUID experiment, long step) {
        record Last(String name, double value, double flops, double seconds) {}
        List<Last> last = database.sql("""
                        select m.name, p.value, p.flops, p.seconds
                        from curve_metric m
                        cross join lateral (
                            select value, flops, seconds from curve_point
                            where experiment_id = m.experiment_id and metric_id = m.id and step <= :step
                            order by step desc limit 1) p
                        where m.experiment_id = :experiment
                        """)
                .param("experiment", experiment)
                .param("step", step)
                .query((row, _) -> new Last(
                        row.getString("name"),
                        row.getDouble("value"),
                        row.getDouble("flops"),
                        row.getDouble("seconds")))
                .list();
        Map<String, Double> values = last.stream().collect(Collectors.toMap(Last::name, Last::value));
        return new Progress(
                step,
                last.stream().mapToDouble(Last::flops).max().orElse(0),
                last.stream().mapToDouble(Last::seconds).max().orElse(0),
                values.get(TRAIN_LOSS),
                values.get(VAL_LOSS),
                values.get(TOKENS_PER_SECOND));
    }

    /** How far the experiment is after some more reports. */
    public static Progress advance(Progress before, List<StepReport> reports) {
        if (reports.isEmpty()) {
            return before;
        }
        StepReport last = reports.getLast();
        return new Progress(
                last.step(),
                last.flops(),
                last.seconds(),
                last(reports, TRAIN_LOSS, before.trainLoss()),
                last(reports, VAL_LOSS, before.valLoss()),
                last(reports, TOKENS_PER_SECOND, before.tokensPerSecond()));
    }

    private static @Nullable Double last(List<StepReport> reports, String metric, @Nullable Double otherwise) {
        for (StepReport report : reports.reversed()) {
            Double value = report.metrics().get(metric);
            if (value != null) {
                return value;
            }
        }
        return otherwise;
    }

    /**
     * The curves asked for that the experiment has, in the order asked for.
     *
     * @param metrics names; {@code router_mean/*} is that metric of every block; empty for all there are
     * @param points most points of a curve, at least 2
     */
    @Transactional(readOnly = true)
    public List<Curve> read(UUID experiment, List<String> metrics, Axis x, int points) {
        Map<String, Short> wanted = wanted(known(experiment), metrics);
        Short[] ids = wanted.values().toArray(Short[]::new);
        Map<Short, Thinning> thinnings = thinnings(experiment, ids, points);
        // The column's name is one of an enum's, never text from outside.
        database.sql("select metric_id, " + x.text() + ", value from curve_point"
                        + " where experiment_id = :experiment and metric_id = any(:metrics) order by metric_id, step")
                .withFetchSize(FETCH)
                .param("experiment", experiment)
                .param("metrics", ids)
                .query(row -> {
                    Thinning thinning = thinnings.get(row.getShort(1));
                    if (thinning != null) {
                        thinning.accept(row.getDouble(2), row.getDouble(3));
                    }
                });
        return wanted.entrySet().stream()
                .map(entry -> thinnings
                        .getOrDefault(entry.getValue(), new Thinning(0, points))
                        .curve(entry.getKey()))
                .toList();
    }

    private static Map<String, Short> wanted(Map<String, Short> known, List<String> metrics) {
        Map<String, Short> wanted = new LinkedHashMap<>();
        List<String> sorted = known.keySet().stream().sorted(METRIC_ORDER).toList();
        for (String asked : metrics.isEmpty() ? sorted : metrics) {
            if (asked.endsWith(ALL_LAYERS)) {
                String word = asked.substring(0, asked.length() - ALL_LAYERS.length() + 1);
                sorted.stream()
                        .filter(name -> name.startsWith(word))
                        .forEach(name -> wanted.put(name, known.getOrDefault(name, (short) 0)));
            } else if (known.containsKey(asked)) {
                wanted.put(asked, known.getOrDefault(asked, (short) 0));
            }
        }
        return wanted;
    }

    private Map<Short, Thinning> thinnings(UUID experiment, Short[] metrics, int points) {
        Map<Short, Thinning> thinnings = new HashMap<>();
        database.sql("""
                        select metric_id, count(*) from curve_point
                        where experiment_id = :experiment and metric_id = any(:metrics) group by metric_id
                        """)
                .param("experiment", experiment)
                .param("metrics", metrics)
                .query(row -> {
                    thinnings.put(row.getShort(1), new Thinning(row.getLong(2), points));
                });
        return thinnings;
    }

    /** The same for several experiments, in the order asked for. */
    @Transactional(readOnly = true)
    public List<ExperimentCurves> read(List<UUID> experiments, List<String> metrics, Axis x, int points) {
        return experiments.stream()
                .distinct()
                .map(id -> new ExperimentCurves(id, read(id, metrics, x, points)))
                .toList();
    }

    private static String word(String metric) {
        return metric.split("/", 2)[0];
    }

    private static int number(String metric, int place) {
        String[] parts = metric.split("/", -1);
        return parts.length > place ? Integer.parseInt(parts[place]) : -1;
    }
}
