package dev.isobath.analysis.sweep;

import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Optimum;
import dev.isobath.analysis.Outcome;

/**
 * The learning rates of one kind at one size.
 *
 * @param kind the kind of model
 * @param size the size of the model
 * @param best the best rate that was tried, or why there is none
 * @param optimum the vertex of the parabola near the best rate, or why there is none
 * @param rates the number of rates that were tried
 * @param leftOut the number of runs that were left out because their loss is not finite
 */
public record RateSweep(
        String kind, double size, Outcome<Best> best, Outcome<Optimum> optimum, int rates, int leftOut) {

    /**
     * The best rate that was tried.
     *
     * @param rate the rate with the lowest mean loss
     * @param loss that mean over its seeds
     * @param edge where the rate lies in the sweep
     */
    public record Best(double rate, Estimate loss, Edge edge) {}
}
