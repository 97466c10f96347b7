package dev.isobath.training.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All numbers of one run of the benchmark, as they are written to the JSON file.
 *
 * @param skipped the contenders that did not run, with the reasons
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
     * @param milliseconds the milliseconds of a step, median of the turns
     * @param forward the milliseconds of forward, null when the contender cannot tell
     * @param backward the milliseconds of backward, null when the contender cannot tell
     * @param optimiser the milliseconds of the optimiser, null when the contender cannot tell
     * @param other the rest of the milliseconds, null when the contender cannot tell
     * @param flopsPerStep the FLOPs of the matrix products that a step executes
     * @param matmulShare the achieved FLOP/s over the best measured rate of the precision
     * @param ours how many times as fast Isobath's engine is, paired; null for that engine itself
     * @param betweenShare the share of the time outside forward, backward and optimiser, null when the contender cannot tell
     * @param peakBytes the most memory that its process held, null when it shares its process
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
     * The part of the saved FLOPs that becomes saved time.
     *
     * @param flopRatio the FLOPs of the baseline over those of the routed kind
     * @param timeRatio the step time of the baseline over that of the routed kind, paired
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
     * The memory of a long run in a process of its own.
     *
     * @param early the resident bytes after step {@code from}
     * @param late the resident bytes after the last step
     * @param most the largest number of resident bytes seen between the two
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
