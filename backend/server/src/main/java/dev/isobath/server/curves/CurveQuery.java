package dev.isobath.server.curves;

import dev.isobath.server.problems.BadRequestException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to know of curves.
 *
 * @param metrics names of metrics; {@code router_mean/*} stands for that metric of every block; an empty list stands for all
 *     metrics
 * @param from the least x, null for the beginning
 * @param to the greatest x, null for the end
 * @param points the most points or buckets of a curve
 */
public record CurveQuery(
        List<String> metrics,
        Axis x,
        @Nullable Double from,
        @Nullable Double to,
        int points,
        @Nullable Smoothing smoothing) {

    private static final int MIN_POINTS = 2;

    /**
     * Makes a query of the parameters of a request.
     *
     * @throws BadRequestException with the name of the first parameter whose value is not allowed
     */
    public static CurveQuery of(
            List<String> metrics,
            String x,
            @Nullable Double from,
            @Nullable Double to,
            int points,
            int maxPoints,
            String smoothing) {
        if (points < MIN_POINTS || points > maxPoints) {
            throw BadRequestException.malformed("points: must be between %d and %d".formatted(MIN_POINTS, maxPoints));
        }
        requireFinite("from", from);
        requireFinite("to", to);
        if (from != null && to != null && from > to) {
            throw BadRequestException.malformed("to: must not be less than from");
        }
        return new CurveQuery(metrics, Axis.parse(x), from, to, points, Smoothing.parse(smoothing));
    }

    private static void requireFinite(String name, @Nullable Double value) {
        if (value != null && !Double.isFinite(value)) {
            throw BadRequestException.malformed(name + ": must be a finite number");
        }
    }

    boolean isZoomed() {
        return from != null || to != null;
    }
}
