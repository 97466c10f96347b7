package dev.isobath.server.curves;

import dev.isobath.server.experiments.TrainingProgress;
import dev.isobath.spec.protocol.StepReport;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Computes the progress of an experiment from its measurements. */
@Repository
public class TrainingProgressCalculator {

    private static final String TRAIN_LOSS = "train_loss";
    private static final String VAL_LOSS = "val_loss";
    private static final String TOKENS_PER_SECOND = "tokens_per_second";

    private final JdbcClient database;

    TrainingProgressCalculator(JdbcClient database) {
        this.database = database;
    }

    /** Returns the progress of the experiment after a step. Its losses are the last ones that were measured by then. */
    @Transactional(readOnly = true)
    public TrainingProgress progressAt(UUID experiment, long step) {
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
        return new TrainingProgress(
                step,
                last.stream().mapToDouble(Last::flops).max().orElse(0),
                last.stream().mapToDouble(Last::seconds).max().orElse(0),
                values.get(TRAIN_LOSS),
                values.get(VAL_LOSS),
                values.get(TOKENS_PER_SECOND));
    }

    /** Returns the progress of the experiment after further reports. */
    public static TrainingProgress advance(TrainingProgress before, List<StepReport> reports) {
        if (reports.isEmpty()) {
            return before;
        }
        StepReport last = reports.getLast();
        return new TrainingProgress(
                last.step(),
                last.flops(),
                last.seconds(),
                last(reports, TRAIN_LOSS, before.trainLoss()),
                last(reports, VAL_LOSS, before.valLoss()),
                last(reports, TOKENS_PER_SECOND, before.tokensPerSecond()));
    }

    private static @Nullable Double last(List<StepReport> reports, String metric, @Nullable Double defaultValue) {
        for (StepReport report : reports.reversed()) {
            Double value = report.metrics().get(metric);
            if (value != null) {
                return value;
            }
        }
        return defaultValue;
    }
}
