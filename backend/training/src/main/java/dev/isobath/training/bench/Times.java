package dev.isobath.training.bench;

import org.jspecify.annotations.Nullable;

/**
 * What some steps in a row took.
 *
 * @param seconds from the start of the first step to the end of the last
 * @param split where a step's time went, or null when the contender cannot tell
 * @param learning share of the seconds inside forward, backward and optimiser; NaN when the contender cannot tell
 * @param peakBytes most memory its process ever held, or 0 when it shares its process with others
 */
record Times(int steps, double seconds, @Nullable Split split, double learning, long peakBytes) {

    /** Seconds of one step, medians. */
    record Split(double forward, double backward, double optimiser) {}

    double step() {
        return seconds / steps;
    }
}
