package dev.isobath.server.curves;

import dev.isobath.server.experiments.NotFinite;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of a curve.
 *
 * @param steps the width of a bucket, a power of two; a bucket begins at a multiple of it
 * @param from x of the first point of each bucket
 * @param min the least finite value of each bucket
 * @param max the greatest finite value of each bucket
 * @param first the first value of each bucket
 * @param last the last value of each bucket
 * @param notFinite the number of values in each bucket that are not finite; null when there is none in any bucket
 */
@SuppressWarnings("ArrayRecordComponent") // as in Curve
public record CurveBuckets(
        long steps,
        double[] from,

        @ArraySchema(schema = @Schema(oneOf = {Double.class, NotFinite.class}))
        double[] min,

        @ArraySchema(schema = @Schema(oneOf = {Double.class, NotFinite.class}))
        double[] max,

        @ArraySchema(schema = @Schema(oneOf = {Double.class, NotFinite.class}))
        double[] first,

        @ArraySchema(schema = @Schema(oneOf = {Double.class, NotFinite.class}))
        double[] last,

        long @Nullable [] notFinite) {}
