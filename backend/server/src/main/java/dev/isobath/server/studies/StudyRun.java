package dev.isobath.server.studies;

import dev.isobath.spec.ExperimentSpec;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A finished experiment of a study.
 *
 * @param point what is varied beside variant and seed, in words; empty where nothing is
 * @param budget the training FLOPs that were asked for, where the design varies them
 * @param flops the training FLOPs that were executed
 * @param seconds the time spent training
 * @param loss the last held-out loss in nats per token; NaN for a run that diverged
 * @param corpus the corpus, which keeps its id when it is renamed
 * @param processorClass the class of processor of all its attempts; empty where they differ or one is not known
 * @param hardware what its attempts ran on, in words; empty where none is known
 */
record StudyRun(
        UUID experiment,
        String key,
        String variant,
        String point,
        @Nullable Double budget,
        @Nullable Double learningRate,
        long seed,
        ExperimentSpec spec,
        String flopsConvention,
        double flops,
        long steps,
        double seconds,
        double loss,
        UUID corpus,
        Optional<String> processorClass,
        Optional<String> hardware) {

    /** Returns the size on an axis. */
    double size(StudyAnalysis.Axis axis) {
        return switch (axis) {
            case FLOPS ->
                (double) spec.flopsPerSequence().forward() / spec.data().sequenceLength();
            case PARAMETERS -> spec.parameters();
        };
    }

    /** Returns the tokens of the whole run. */
    double tokens() {
        return (double) steps * spec.tokensPerStep();
    }

    /** Returns the steps a second, or nothing for a run without a measured time. */
    OptionalDouble pace() {
        return seconds > 0 && steps > 0 ? OptionalDouble.of(steps / seconds) : OptionalDouble.empty();
    }
}
