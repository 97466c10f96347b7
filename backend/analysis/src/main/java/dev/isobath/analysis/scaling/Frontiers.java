package dev.isobath.analysis.scaling;

import dev.isobath.analysis.Bootstrap;
import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Optimum;
import dev.isobath.analysis.Outcome;
import dev.isobath.analysis.Outcome.Found;
import dev.isobath.analysis.Outcome.Refused;
import dev.isobath.analysis.Uncertainty.Interval;
import dev.isobath.analysis.Words;
import dev.isobath.analysis.numerics.Draws;
import dev.isobath.analysis.numerics.StudentT;
import dev.isobath.analysis.numerics.WeightedLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the optima of one kind do over the budgets. */
public final class Frontiers {

    /** A law with a limit has three parameters, so four budgets leave one degree of freedom. */
    private static final int BUDGETS_FOR_A_LIMIT = 4;

    private Frontiers() {}

    private record Point(double budget, Optimum optimum) {}

    private static List<Point> found(List<IsoFlop> isoFlops) {
        return isoFlops.stream()
                .flatMap(each -> each.optimum().found().map(optimum -> new Point(each.budget(), optimum)).stream())
                .sorted(Comparator.comparingDouble(Point::budget))
                .toList();
    }

    /**
     * Fits the straight line through (ln C, ln best size).
     *
     * @param isoFlops the entries of one kind, each with another budget
     */
    public static Outcome<SizeFrontier> size(List<IsoFlop> isoFlops) {
        List<Point> optima = found(isoFlops);
        if (optima.size() < 2) {
            return new Refused<>("An exponent needs optima at two budgets at least, and "
                    + Words.count(optima.size(), "budget") + " of " + isoFlops.size() + " has one.");
        }
        double[] x =
                optima.stream().mapToDouble(each -> Math.log(each.budget())).toArray();
        double[] y = optima.stream()
                .mapToDouble(each -> Math.log(each.optimum().at().value()))
                .toArray();
        Optional<double[]> deviations =
                deviations(optima.stream().map(each -> each.optimum().at()).toList(), true);
        WeightedLine line = WeightedLine.fit(x, y, deviations);
        Estimate exponent = line.slope("budget");
        return new Found<>(new SizeFrontier(
                exponent,
                Math.exp(line.centre()),
                Math.exp(line.height()),
                deviations.isPresent(),
                line.scatter(),
                optima.size(),
                isoFlops.size() - optima.size()));
    }

    /** Fits L(C) = L∞ + k C^-a through the lowest losses of one kind at four budgets or more. */
    public static Outcome<LossCurve> loss(List<IsoFlop> isoFlops, Bootstrap bootstrap) {
        List<Point> optima = found(isoFlops);
        if (optima.size() < BUDGETS_FOR_A_LIMIT) {
            return new Refused<>("A loss curve with a limit needs optima at four budgets at least, and here are "
                    + optima.size() + ".");
        }
        double[] budgets = optima.stream().mapToDouble(Point::budget).toArray();
        List<Estimate> losses =
                optima.stream().map(each -> each.optimum().loss()).toList();
        double[] values = losses.stream().mapToDouble(Estimate::value).toArray();
        Optional<double[]> deviations = deviations(losses, false);
        Curve.PowerLaw law = PowerLawFit.fit(budgets, values, deviations);
        if (law.factor() == 0) {
            return new Refused<>(
                    "The lowest loss does not fall as the budget grows, so there is no curve to speak of.");
        }
        String method = "Least squares of L = limit + factor · C^-exponent through the lowest losses at "
                + Words.count(budgets.length, "budget") + ", "
                + (deviations.isPresent()
                        ? "each weighted by the inverse of its variance."
                        : "each with the same weight.");
        return new Found<>(new LossCurve(
                law,
                deviations
                        .map(each -> lawDraws(budgets, values, each, bootstrap))
                        .orElse(List.of()),
                budgets[0],
                budgets[budgets.length - 1],
                budgets.length,
                method));
    }

    /** Joins the lowest losses of one kind at two budgets or more by straight lines over ln C. It is for studies too small for a law. */
    public static Outcome<LossCurve> interpolated(List<IsoFlop> isoFlops, Bootstrap bootstrap) {
        List<Point> optima = found(isoFlops);
        if (optima.size() < 2) {
            return new Refused<>(
                    "A loss curve needs optima at two budgets at least, and here are " + optima.size() + ".");
        }
        List<Double> budgets = optima.stream().map(Point::budget).toList();
        List<Estimate> losses =
                optima.stream().map(each -> each.optimum().loss()).toList();
        List<Double> values = losses.stream().map(Estimate::value).toList();
        List<Curve.Polyline> draws = deviations(losses, false)
                .map(each -> lineDraws(budgets, values, each, bootstrap))
                .orElse(List.of());
        return new Found<>(new LossCurve(
                new Curve.Polyline(budgets, values),
                draws,
                budgets.getFirst(),
                budgets.getLast(),
                budgets.size(),
                "Straight lines over ln(budget) between the lowest losses at " + Words.count(budgets.size(), "budget")
                        + "."));
    }

    private static List<Curve.PowerLaw> lawDraws(
            double[] budgets, double[] values, double[] deviations, Bootstrap bootstrap) {
        Draws random = Draws.of(bootstrap);
        List<Curve.PowerLaw> draws = new ArrayList<>();
        for (int draw = 0; draw < bootstrap.draws(); draw++) {
            double[] noisy = values.clone();
            for (int i = 0; i < noisy.length; i++) {
                noisy[i] += random.normal(deviations[i]);
            }
            draws.add(PowerLawFit.fit(budgets, noisy, Optional.of(deviations)));
        }
        return List.copyOf(draws);
    }

    private static List<Curve.Polyline> lineDraws(
            List<Double> budgets, List<Double> values, double[] deviations, Bootstrap bootstrap) {
        Draws random = Draws.of(bootstrap);
        List<Curve.Polyline> draws = new ArrayList<>();
        for (int draw = 0; draw < bootstrap.draws(); draw++) {
            List<Double> noisy = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                noisy.add(values.get(i) + random.normal(deviations[i]));
            }
            draws.add(new Curve.Polyline(budgets, List.copyOf(noisy)));
        }
        return List.copyOf(draws);
    }

    /** Returns the standard deviation of each estimate from its interval, or nothing unless each of them has an interval with a width. */
    private static Optional<double[]> deviations(List<Estimate> estimates, boolean ofLogarithm) {
        double[] deviations = new double[estimates.size()];
        for (int i = 0; i < deviations.length; i++) {
            Optional<Interval> interval = estimates.get(i).interval();
            if (interval.isEmpty()) {
                return Optional.empty();
            }
            double low = interval.get().low();
            double high = interval.get().high();
            double width = ofLogarithm ? Math.log(high) - Math.log(low) : high - low;
            deviations[i] = width / (2 * StudentT.NORMAL);
            if (!(deviations[i] > 0)) {
                return Optional.empty();
            }
        }
        return Optional.of(deviations);
    }
}
