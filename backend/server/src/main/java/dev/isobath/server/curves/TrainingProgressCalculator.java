package dev.isobath.server.curves;

import dev.isobath.server.experiments.TrainingProgress;
import dev.isobath.spec.protocol.StepReport;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Computes the progress of an experiment from its measurements. */
@Component
public class TrainingProgressCalculator {

    private static final String TRAIN_LOSS = "train_loss";
    private static final String VAL_LOSS = "val_loss";
    private static final String TOKENS_PER_SECOND = "tokens_per_second";

    private final BlockRepository blocks;
    private final MetricRepository metrics;

    TrainingProgressCalculator(BlockRepository blocks, MetricRepository metrics) {
        this.blocks = blocks;
        this.metrics = metrics;
    }

    /** Returns the progress of the experiment after a step. Its losses are the last ones that were measured by then. */
    @Transactional(readOnly = true)
    public TrainingProgress progressAt(UUID experiment, long step) {
        Map<String, Short> numbers = metrics.find(experiment);
        return new TrainingProgress(
                step,
                blocks.lastValue(experiment, Axis.FLOPS.series(), step).orElse(0.0),
                blocks.lastValue(experiment, Axis.SECONDS.series(), step).orElse(0.0),
                lastValue(experiment, numbers.get(TRAIN_LOSS), step),
                lastValue(experiment, numbers.get(VAL_LOSS), step),
                lastValue(experiment, numbers.get(TOKENS_PER_SECOND), step));
    }

    private @Nullable Double lastValue(UUID experiment, @Nullable Short series, long step) {
        return series == null
                ? null
                : blocks.lastValue(experiment, series, step).orElse(null);
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
