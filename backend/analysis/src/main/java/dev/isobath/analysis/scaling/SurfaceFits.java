package dev.isobath.analysis.scaling;

import dev.isobath.analysis.Outcome;
import dev.isobath.analysis.Outcome.Found;
import dev.isobath.analysis.Outcome.Refused;
import dev.isobath.analysis.Words;
import dev.isobath.analysis.numerics.Draws;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Fits loss surfaces to runs of several sizes and budgets. */
public final class SurfaceFits {

    /** E, A, B, α and β. */
    private static final int PARAMETERS = 5;

    private SurfaceFits() {}

    /**
     * Fits L = E + A F^-α + B D^-β to runs of one kind.
     *
     * @param runs at least six runs with distinct pairs of size and tokens; those whose loss is not a finite number above 0 are left out
     */
    public static Outcome<SurfaceFit> fit(Collection<Run> runs, SizeAxis axis, SurfaceSettings settings) {
        List<Run> finite = runs.stream()
                .filter(run -> Double.isFinite(run.loss()) && run.loss() > 0)
                .toList();
        long kinds = finite.stream().map(Run::kind).distinct().count();
        if (kinds > 1) {
            return new Refused<>(
                    "A surface is fitted to runs of one kind, and here are " + kinds + ". Fit each kind by itself.");
        }
        long pairs = distinct(finite, run -> List.of(run.size(), run.tokens()));
        if (pairs <= PARAMETERS) {
            return new Refused<>(
                    "A surface has five parameters, so it needs at least six runs of distinct size and tokens with a"
                            + " finite loss, and here are " + pairs + ".");
        }
        long sizes = distinct(finite, Run::size);
        long tokens = distinct(finite, Run::tokens);
        if (sizes < 3 || tokens < 3) {
            return new Refused<>("A surface needs at least three sizes and three numbers of tokens, and here are "
                    + sizes + " and " + tokens + ".");
        }
        SurfacePoints points = SurfacePoints.of(finite);
        if (points.onALine()) {
            return new Refused<>(
                    "Size and tokens of these runs determine each other, as at a single budget, so nothing tells their"
                            + " effects apart. Add runs at another budget.");
        }
        return new Found<>(fit(finite, points, runs.size() - finite.size(), axis, settings));
    }

    private static long distinct(List<Run> runs, Function<Run, Object> what) {
        return runs.stream().map(what).distinct().count();
    }

    private static SurfaceFit fit(
            List<Run> runs, SurfacePoints points, int leftOut, SizeAxis axis, SurfaceSettings settings) {
        LossSurface surface = new VariableProjection(points, settings.huber()).fit();
        double[] fitted = points.fitted(surface);
        double[] errors = new double[points.n];
        double squares = 0;
        for (int i = 0; i < points.n; i++) {
            errors[i] = points.loss[i] / fitted[i] - 1;
            squares += errors[i] * errors[i];
        }
        String method = "Least Huber loss (threshold " + Words.number(settings.huber())
                + ") of the relative error over " + Words.count(points.n, "run")
                + ": non-negative least squares for E, A and B at each (alpha, beta), which were searched on a grid from 0.01 to 2"
                + " and then by a simplex. The intervals are the middle 95 % of "
                + SurfaceFit.drawsInWords(settings.bootstrap())
                + " of residuals with replacement.";
        return new SurfaceFit(
                axis,
                surface,
                draws(points, surface, fitted, errors, settings),
                bounds(surface),
                check(points, surface, fitted, settings),
                Math.sqrt(squares / points.n),
                points.n,
                leftOut,
                runs.stream().mapToDouble(Run::budget).min().orElseThrow(),
                runs.stream().mapToDouble(Run::budget).max().orElseThrow(),
                method);
    }

    /** Residuals of a fit are smaller than the noise by the parameters that it spent, so they are stretched by sqrt(n / (n - 5)). */
    private static List<LossSurface> draws(
            SurfacePoints points, LossSurface surface, double[] fitted, double[] errors, SurfaceSettings settings) {
        Draws random = Draws.of(settings.bootstrap());
        double stretch = Math.sqrt((double) points.n / (points.n - PARAMETERS));
        List<LossSurface> draws = new ArrayList<>();
        for (int draw = 0; draw < settings.bootstrap().draws(); draw++) {
            double[] noisy = new double[points.n];
            for (int i = 0; i < points.n; i++) {
                noisy[i] = fitted[i] * (1 + stretch * errors[random.index(points.n)]);
            }
            draws.add(new VariableProjection(points.withLoss(noisy), settings.huber()).fitNear(surface));
        }
        return List.copyOf(draws);
    }

    private static List<Bound> bounds(LossSurface surface) {
        List<Bound> bounds = new ArrayList<>();
        double near = 1e-6;
        if (surface.alpha() < VariableProjection.LEAST + near) {
            bounds.add(Bound.ALPHA_LOW);
        }
        if (surface.alpha() > VariableProjection.MOST - near) {
            bounds.add(Bound.ALPHA_HIGH);
        }
        if (surface.beta() < VariableProjection.LEAST + near) {
            bounds.add(Bound.BETA_LOW);
        }
        if (surface.beta() > VariableProjection.MOST - near) {
            bounds.add(Bound.BETA_HIGH);
        }
        if (surface.e() == 0) {
            bounds.add(Bound.E_ZERO);
        }
        if (surface.a() == 0) {
            bounds.add(Bound.A_ZERO);
        }
        if (surface.b() == 0) {
            bounds.add(Bound.B_ZERO);
        }
        return List.copyOf(bounds);
    }

    private static SurfaceCheck check(
            SurfacePoints points, LossSurface surface, double[] fitted, SurfaceSettings settings) {
        LossSurface other = LogSumExpFit.fit(points, settings.huber());
        double[] others = points.fitted(other);
        double largest = 0;
        for (int i = 0; i < points.n; i++) {
            largest = Math.max(largest, Math.abs(others[i] - fitted[i]) / points.loss[i]);
        }
        boolean agrees = largest < 1e-3;
        double difference = other.sizeExponent() - surface.sizeExponent();
        String sentence = "The log-sum-exp form (Levenberg-Marquardt from the best " + LogSumExpFit.FOLLOWED
                + " of 4,500 starts) gives alpha " + Words.number(other.alpha()) + " and beta "
                + Words.number(other.beta())
                + " instead of " + Words.number(surface.alpha()) + " and " + Words.number(surface.beta())
                + ", and its losses differ by at most " + Words.number(100 * largest) + " %, so the two "
                + (agrees ? "agree." : "disagree and neither should be relied on.");
        return new SurfaceCheck(other, difference, largest, agrees, sentence);
    }
}
