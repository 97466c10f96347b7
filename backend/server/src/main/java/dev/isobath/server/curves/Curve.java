package dev.isobath.server.curves;

import dev.isobath.server.experiments.NotFinite;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * The values of one metric of one experiment, in the order of their steps: each point, or sums over buckets of steps. Values that
 * are not finite are strings in JSON.
 *
 * @param x the steps, tokens, FLOPs or seconds of the points, depending on the requested axis; of the last point of each bucket
 * @param y the values; the mean of each bucket
 * @param smoothed the smoothed values at {@code x}, computed from all points; null when no smoothing was requested
 * @param points the number of points that the curve has in the requested range, at least those of {@code x}
 * @param buckets what else is known of the buckets; null when each point is given
 */
@JsonSerialize(using = CurveSerializer.class)
@SuppressWarnings(
        "ArrayRecordComponent") // a curve is written to JSON once; lists of boxed numbers would cost several times as
// much
public record Curve(
        String metric,
        double[] x,

        @ArraySchema(schema = @Schema(oneOf = {Double.class, NotFinite.class}))
        double[] y,

        @ArraySchema(schema = @Schema(oneOf = {Double.class, NotFinite.class}))
        double @Nullable [] smoothed,

        long points,
        @Nullable CurveBuckets buckets) {}
