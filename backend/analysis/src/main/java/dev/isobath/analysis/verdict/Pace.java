package dev.isobath.analysis.verdict;

/**
 * How fast runs of one kind train on one kind of machine.
 *
 * @param stepsPerSecond optimiser steps a second, above 0
 * @param flopsPerStep training FLOPs of a step, above 0
 */
public record Pace(double stepsPerSecond, double flopsPerStep) {

    /** @throws IllegalArgumentException when a number is not above 0 */
    public Pace {
        if (!(stepsPerSecond > 0) || !(flopsPerStep > 0)) {
            throw new IllegalArgumentException("Steps a second and FLOPs a step must be above 0.");
        }
    }

    double flopsPerSecond() {
        return stepsPerSecond * flopsPerStep;
    }
}
