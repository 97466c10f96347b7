package dev.isobath.analysis;

/**
 * The lowest point of a parabola through losses over the logarithm of a quantity, such as a model's size or a learning rate.
 *
 * @param at the quantity at the vertex, in its own unit
 * @param loss the loss at the vertex
 * @param curvature the second derivative of the loss by the natural logarithm of the quantity, above 0
 * @param noise the noise of one loss that the draws were made with
 * @param draws the number of draws of noise; 0 where the noise is unknown
 * @param validDraws the number of draws with an optimum inside the grid; the intervals are taken over these
 * @param leftOut the number of runs that were left out because their loss is not finite
 */
public record Optimum(
        Estimate at, Estimate loss, double curvature, Noise noise, int draws, int validDraws, int leftOut) {}
