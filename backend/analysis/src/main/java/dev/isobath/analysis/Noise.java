package dev.isobath.analysis;

/** The noise of one measured loss, in the unit of the loss. */
public sealed interface Noise {

    /**
     * The pooled standard deviation of runs that differ in their seeds only.
     *
     * @param degreesOfFreedom the number of runs less the number of settings
     */
    record OfSeeds(double standardDeviation, int degreesOfFreedom) implements Noise {}

    /**
     * The standard deviation about a fitted curve, which holds noise and whatever the curve misses.
     *
     * @param degreesOfFreedom the number of runs less the number of fitted coefficients
     */
    record OfResiduals(double standardDeviation, int degreesOfFreedom) implements Noise {}

    /**
     * Nothing at hand tells the noise.
     *
     * @param reason a whole sentence that says why
     */
    record Unknown(String reason) implements Noise {}
}
