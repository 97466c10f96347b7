package dev.isobath.training.bench;

import org.jspecify.annotations.Nullable;

/**
 * The times of some consecutive steps.
 *
 * @param seconds the time from the start of the first step to the end of the last
 * @param split the seconds of the parts of a step, or null when the contender cannot tell
 * @param learning the share of the seconds inside forward, backward and optimiser; NaN when the contender cannot tell
 * @param peakBytes the most memory that its process ever held, or 0 when it shares its process with others
 */
record Times(int steps, double seconds, @Nullable Split split, double learning, long peakBytes) {

    /** The median seconds of the parts of one step. */
    record Split(double forward, double backward, double optimiser) {}

    double step() {
        return seconds / steps;
    }
}
