package dev.isobath.training.metrics;

import dev.isobath.training.engine.Weight;
import dev.isobath.training.optimiser.StepResult;
import java.util.List;
import java.util.Locale;

/** Explains to people why a run is stopped. */
public final class DivergenceMessage {

    private static final String ADVICE =
            "A lower learning rate, a longer warm-up or a smaller gradientClip usually helps; another seed shows whether it was bad luck.";

    private DivergenceMessage() {}

    /**
     * Returns the message for a loss or a gradient that is not a number.
     *
     * @param before the loss until then
     */
    public static String notANumber(long step, StepResult measured, List<Weight> weights, LossMonitor before) {
        StringBuilder words = new StringBuilder();
        words.append("The %s of step %d is not a finite number (loss %s, gradient norm %s"
                .formatted(
                        Double.isFinite(measured.loss()) ? "gradient" : "loss",
                        step,
                        plain(measured.loss()),
                        plain(measured.gradientNorm())));
        words.append(largest(weights, measured)).append("). ");
        if (before.since() > 0) {
            words.append("It began at step %d: since then the loss, on average %s, stood far above the best, %s. "
                    .formatted(before.since(), plain(before.average()), plain(before.least())));
        } else if (step > 1) {
            words.append("It began there: until step %d the loss was %s on average. "
                    .formatted(step - 1, plain(before.average())));
        }
        return words.append("The model was left as it was after step %d. ".formatted(step - 1))
                .append(ADVICE)
                .toString();
    }

    /** Returns the message for a loss that stayed too high. */
    public static String unlearned(
            long step,
            StepResult measured,
            List<Weight> weights,
            LossMonitor monitor,
            LossMonitor.Tolerance tolerance) {
        return "The run has diverged, beginning at step %d: since then, for %d steps until step %d, the training loss has stood above %s nats, on average %s now; its best average was %s, and guessing costs %s (gradient norm %s%s). %s"
                .formatted(
                        monitor.since(),
                        step - monitor.since() + 1,
                        step,
                        plain(monitor.limit(tolerance)),
                        plain(monitor.average()),
                        plain(monitor.least()),
                        plain(tolerance.guessing()),
                        plain(measured.gradientNorm()),
                        largest(weights, measured),
                        ADVICE);
    }

    private static String largest(List<Weight> weights, StepResult measured) {
        return GradientMetrics.largest(weights, measured.gradientNorms())
                .map(layer -> Double.isFinite(layer.norm())
                        ? ", largest in block %d: %s".formatted(layer.layer(), plain(layer.norm()))
                        : ", not finite from block %d on".formatted(layer.layer()))
                .orElse("");
    }

    /** Formats a number with four digits. */
    private static String plain(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4g", value) : Double.toString(value);
    }
}
