package dev.isobath.analysis.scaling;

import dev.isobath.analysis.Optimum;
import dev.isobath.analysis.Outcome;

/**
 * The best size of one kind at one budget.
 *
 * @param kind the kind of model
 * @param budget C, the geometric mean of the runs' training FLOPs
 * @param runs the number of runs, those with a loss that is not finite included
 * @param optimum the vertex of the parabola, or why there is none
 */
public record IsoFlop(String kind, double budget, int runs, Outcome<Optimum> optimum) {}
