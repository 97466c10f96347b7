package dev.isobath.server.curves;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One metric of one experiment, in order of steps.
 *
 * @param x steps, tokens, FLOPs or seconds, as was asked for
 * @param y values; null where the value was not a finite number
 */
public record Curve(String metric, List<Double> x, List<@Nullable Double> y) {}
