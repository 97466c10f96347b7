package dev.isobath.server.curves;

import dev.isobath.spec.protocol.StepReport;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Stores the points of curves. It uses plain SQL, because a curve is a large array of numbers and no entity. */
@Repository
public class CurveWriter {

    private final JdbcClient database;
    private final MetricRepository metrics;
    private final MetricSummaries summaries;

    CurveWriter(JdbcClient database, MetricRepository metrics, MetricSummaries summaries) {
        this.database = database;
        this.metrics = metrics;
        this.summaries = summaries;
    }

    /**
     * Adds measurements of the experiment's current attempt. The caller holds a lock on the experiment, so two appends to the
     * same experiment never run at the same time. A point that exists already is replaced.
     *
     * @throws dev.isobath.server.problems.BadRequestException when the name of a metric is not valid
     * @throws TooManyMetricsException when the experiment would have too many metrics
     */
    @Transactional
    public void append(UUID experiment, int attempt, List<StepReport> steps) {
        Set<String> names = new HashSet<>();
        steps.forEach(step -> names.addAll(step.metrics().keySet()));
        Map<String, Short> numbers = metrics.findOrAdd(experiment, names);
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
                metric[i] = numbers.getOrDefault(measured.getKey(), (short) 0);
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
        summaries.append(experiment, steps);
    }

    /** Deletes the points after {@code step}. The next attempt resumes from that step and measures them again. */
    @Transactional
    public void deleteAfter(UUID experiment, long step) {
        database.sql("delete from curve_point where experiment_id = :experiment and step > :step")
                .param("experiment", experiment)
                .param("step", step)
                .update();
        summaries.rebuild(experiment);
    }
}
