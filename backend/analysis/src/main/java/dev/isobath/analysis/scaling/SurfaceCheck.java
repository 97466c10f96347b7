package dev.isobath.analysis.scaling;

/**
 * The same runs fitted in the log-sum-exp form, with another minimiser.
 *
 * @param surface the surface of that form
 * @param sizeExponentDifference β/(α+β) of that form less β/(α+β) of the fit
 * @param largestLossDifference the largest difference between the two surfaces at a run, as a share of the run's loss
 * @param agrees whether that share is below one thousandth
 * @param sentence the comparison in words
 */
public record SurfaceCheck(
        LossSurface surface,
        double sizeExponentDifference,
        double largestLossDifference,
        boolean agrees,
        String sentence) {}
