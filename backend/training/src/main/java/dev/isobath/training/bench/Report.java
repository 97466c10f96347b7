package dev.isobath.training.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All numbers of one run of the benchmark, as they are written to the JSON file.
 *
 * @param skipped which contenders did not run, and why
 */
record Report(
        Machine machine,
        Rates rates,
        List<Row> steps,
        List<Routing> routing,
        List<Memory> memory,
        List<String> skipped) {

    /**
     * One contender on one workload.
     *
     * @param milliseconds of a step, median of the turns
     * @param forward milliseconds of it, null when the contender cannot tell; likewise backward, optimiser and other
     * @param flopsPerStep of the matrix products a step executes
     * @param matmulShare achieved FLOP/s over the best measured rate of the precision
     * @param ours how many times as fast Isobath's engine is, paired; null for that engine itself
     * @param betweenShare share of the time outside forward, backward and optimiser, null when the contender cannot tell
     * @param peakBytes most memory its process held, null when it shares its process
     */
    record Row(
            String kind,
            int width,
            int sequence,
            String precision,
            int layers,
            int batch,
            String contender,
            double tokensPerSecond,
            double milliseconds,
            @Nullable Double forward,
            @Nullable Double backward,
            @Nullable Double optimiser,
            @Nullable Double other,
            double flopsPerStep,
            double flopsPerSecond,
            double matmulShare,
            @Nullable Ratio ours,
            @Nullable Double betweenShare,
            @Nullable Long peakBytes) {}

    /**
     * What of the saved FLOPs becomes saved time.
     *
     * @param flopRatio baseline over the routed kind
     * @param timeRatio likewise of the step times, paired
     * @param realised timeRatio over flopRatio
     */
    record Routing(
            String kind,
            int width,
            int sequence,
            String precision,
            String contender,
            double flopRatio,
            Ratio timeRatio,
            Ratio realised) {}

    /**
     * Memory of a long run in a process of its own.
     *
     * @param early bytes resident after step {@code from}
     * @param late likewise after the last step; {@code most} the largest seen between the two
     */
    record Memory(
            String kind,
            int width,
            int sequence,
            String precision,
            int from,
            int steps,
            long early,
            long late,
            long most) {

        double growth() {
            return (double) late / early - 1;
        }
    }
}
