package dev.isobath.analysis.numerics;

import dev.isobath.analysis.Bootstrap;
import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Noise;
import dev.isobath.analysis.Optimum;
import dev.isobath.analysis.Outcome;
import dev.isobath.analysis.Outcome.Found;
import dev.isobath.analysis.Outcome.Refused;
import dev.isobath.analysis.Uncertainty;
import dev.isobath.analysis.Words;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds the optimum of a quantity from the parabola through the losses over its natural logarithm. */
public final class LogParabola {

    /** Noise is taken from seeds when they leave this many degrees of freedom. */
    private static final int ENOUGH_FROM_SEEDS = 3;

    private final String what;
    private final double[] x;
    private final double[] losses;
    private final int leftOut;

    private LogParabola(String what, double[] x, double[] losses, int leftOut) {
        this.what = what;
        this.x = x;
        this.losses = losses;
        this.leftOut = leftOut;
    }

    /**
     * Finds the optimum and its interval.
     *
     * @param what the noun of the quantity, for example "size"
     * @param values the quantity of each run, above 0
     * @param losses the loss of each run; a loss that is not finite is left out and counted
     */
    public static Outcome<Optimum> optimum(String what, double[] values, double[] losses, Bootstrap bootstrap) {
        // Runs are sorted, so that their order changes no draw.
        List<Point> points = IntStream.range(0, losses.length)
                .filter(i -> Double.isFinite(losses[i]))
                .mapToObj(i -> new Point(Math.log(values[i]), losses[i]))
                .sorted(Comparator.comparingDouble(Point::x).thenComparingDouble(Point::loss))
                .toList();
        return new LogParabola(
                        what,
                        points.stream().mapToDouble(Point::x).toArray(),
                        points.stream().mapToDouble(Point::loss).toArray(),
                        losses.length - points.size())
                .optimum(bootstrap);
    }

    private record Point(double x, double loss) {}

    private Outcome<Optimum> optimum(Bootstrap bootstrap) {
        long distinct = Arrays.stream(x).distinct().count();
        if (distinct < 3) {
            return new Refused<>("A parabola needs at least three distinct " + what
                    + "s with a finite loss, and here are " + distinct + ".");
        }
        Optional<Parabola> fitted = Parabola.fit(x, losses);
        if (fitted.isEmpty()) {
            return new Refused<>("The " + what + "s lie too close together for a parabola.");
        }
        Parabola parabola = fitted.get();
        String refusal = refusal(parabola);
        if (refusal != null) {
            return new Refused<>(refusal);
        }
        return withIntervals(parabola, bootstrap);
    }

    /** Returns why a parabola has no optimum on this grid, or null if it has one. */
    private @Nullable String refusal(Parabola parabola) {
        // A curvature that moves no loss by more than the rounding of the losses is none.
        double rounding = 1e-12 * Arrays.stream(losses).map(Math::abs).max().orElse(0);
        if (parabola.c2() <= rounding) {
            return parabola.c2() < -rounding
                    ? "The parabola is curved downward, so it has a highest point and no lowest one."
                    : "The losses lie on a straight line, so the parabola has no lowest point.";
        }
        double least = Arrays.stream(x).min().orElseThrow();
        double most = Arrays.stream(x).max().orElseThrow();
        if (parabola.vertex() <= least) {
            return "The optimum lies at the edge of the grid: at or below the smallest " + what + ", "
                    + Words.number(Math.exp(least)) + ". Add smaller " + what + "s.";
        }
        if (parabola.vertex() >= most) {
            return "The optimum lies at the edge of the grid: at or above the largest " + what + ", "
                    + Words.number(Math.exp(most)) + ". Add larger " + what + "s.";
        }
        return null;
    }

    private Outcome<Optimum> withIntervals(Parabola parabola, Bootstrap bootstrap) {
        String fit = "Vertex of the least-squares parabola in ln(" + what + ") through " + Words.count(x.length, "run")
                + " of " + Words.count(Arrays.stream(x).distinct().count(), what) + ".";
        Noise noise = noise(parabola);
        return switch (noise) {
            case Noise.Unknown(String reason) ->
                new Found<>(optimum(
                        parabola, noise, new Uncertainty.Unknown(reason), new Uncertainty.Unknown(reason), 0, 0, fit));
            case Noise.OfSeeds(double deviation, int freedom) ->
                bootstrapped(parabola, noise, deviation, freedom, "seeds", fit, bootstrap);
            case Noise.OfResiduals(double deviation, int freedom) ->
                bootstrapped(parabola, noise, deviation, freedom, "residuals", fit, bootstrap);
        };
    }

    private Outcome<Optimum> bootstrapped(
            Parabola parabola,
            Noise noise,
            double deviation,
            int freedom,
            String source,
            String fit,
            Bootstrap bootstrap) {
        Draws draws = Draws.of(bootstrap);
        double[] optima = new double[bootstrap.draws()];
        double[] lowest = new double[bootstrap.draws()];
        int valid = 0;
        double[] noisy = new double[x.length];
        for (int draw = 0; draw < bootstrap.draws(); draw++) {
            double drawn = draws.standardDeviation(deviation, freedom);
            for (int i = 0; i < x.length; i++) {
                noisy[i] = losses[i] + draws.normal(drawn);
            }
            Parabola other = Parabola.fit(x, noisy).orElseThrow();
            if (refusal(other) == null) {
                optima[valid] = Math.exp(other.vertex());
                lowest[valid++] = other.at(other.vertex());
            }
        }
        if (2 * valid < bootstrap.draws()) {
            return new Refused<>("The noise is too large for an optimum: of "
                    + Words.count(bootstrap.draws(), "draw") + " of noise only " + valid
                    + " had an optimum inside the grid, which is fewer than half.");
        }
        String method = fit + " The interval is the middle 95 % of " + Words.count(bootstrap.draws(), "draw")
                + " of normal noise (seed " + bootstrap.seed() + ") whose standard deviation, "
                + Words.number(deviation)
                + " with " + Words.count(freedom, "degree") + " of freedom, was estimated from " + source + "."
                + (valid == bootstrap.draws()
                        ? ""
                        : " It leaves out " + Words.count(bootstrap.draws() - valid, "draw")
                                + " without an optimum inside the grid.");
        return new Found<>(optimum(
                parabola,
                noise,
                Draws.middle(Arrays.copyOf(optima, valid)),
                Draws.middle(Arrays.copyOf(lowest, valid)),
                bootstrap.draws(),
                valid,
                method));
    }

    private Optimum optimum(
            Parabola parabola,
            Noise noise,
            Uncertainty at,
            Uncertainty loss,
            int draws,
            int validDraws,
            String method) {
        return new Optimum(
                new Estimate(Math.exp(parabola.vertex()), at, x.length, method),
                new Estimate(parabola.at(parabola.vertex()), loss, x.length, method),
                parabola.curvature(),
                noise,
                draws,
                validDraws,
                leftOut);
    }

    private Noise noise(Parabola parabola) {
        Map<Double, List<Double>> bySetting = IntStream.range(0, x.length)
                .boxed()
                .collect(Collectors.groupingBy(
                        i -> x[i], TreeMap::new, Collectors.mapping(i -> losses[i], Collectors.toList())));
        int seedFreedom = x.length - bySetting.size();
        if (seedFreedom >= ENOUGH_FROM_SEEDS) {
            double squares = bySetting.values().stream()
                    .map(same ->
                            Sample.of(same.stream().mapToDouble(each -> each).toArray()))
                    .mapToDouble(each -> each.standardDeviation() * each.standardDeviation() * (each.n() - 1))
                    .sum();
            return new Noise.OfSeeds(Math.sqrt(squares / seedFreedom), seedFreedom);
        }
        int freedom = x.length - 3;
        if (freedom == 0) {
            return new Noise.Unknown(
                    "Three runs lie on their parabola exactly, so nothing tells how large the noise is.");
        }
        double squares = 0;
        for (int i = 0; i < x.length; i++) {
            double error = losses[i] - parabola.at(x[i]);
            squares += error * error;
        }
        return new Noise.OfResiduals(Math.sqrt(squares / freedom), freedom);
    }
}
