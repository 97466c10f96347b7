package dev.isobath.server.curves;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of one metric of one experiment, in the order of their steps.
 *
 * @param x the steps, tokens, FLOPs or seconds, depending on the requested axis
 * @param y the values; null where a value is not a finite number
 */
public record Curve(String metric, List<Double> x, List<@Nullable Double> y) {}
