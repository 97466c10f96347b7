package dev.isobath.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.analysis.Outcome.Found;
import dev.isobath.analysis.Outcome.Refused;
import dev.isobath.analysis.Uncertainty.AtLeast;
import dev.isobath.analysis.Uncertainty.Interval;
import dev.isobath.analysis.Uncertainty.Unknown;
import dev.isobath.analysis.routing.BinnedRelation;
import dev.isobath.analysis.routing.Correlations;
import dev.isobath.analysis.scaling.Frontiers;
import dev.isobath.analysis.scaling.IsoFlop;
import dev.isobath.analysis.scaling.IsoFlops;
import dev.isobath.analysis.scaling.LossCurve;
import dev.isobath.analysis.scaling.Run;
import dev.isobath.analysis.scaling.SizeAxis;
import dev.isobath.analysis.scaling.SurfaceFit;
import dev.isobath.analysis.scaling.SurfaceFits;
import dev.isobath.analysis.scaling.SurfaceSettings;
import dev.isobath.analysis.sweep.RateRun;
import dev.isobath.analysis.sweep.RateSweep;
import dev.isobath.analysis.sweep.RateSweeps;
import dev.isobath.analysis.sweep.SeedMeans;
import dev.isobath.analysis.verdict.Difference;
import dev.isobath.analysis.verdict.Differences;
import dev.isobath.analysis.verdict.SeedLoss;
import dev.isobath.analysis.verdict.SpeedUp;
import dev.isobath.analysis.verdict.SpeedUps;
import dev.isobath.analysis.verdict.Verdict;
import dev.isobath.analysis.verdict.Verdicts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever losses come in, each statistic gives finite numbers or a reason in a sentence, and throws nothing. */
class AnyNumbersTest {

    private static final Bootstrap FEW = new Bootstrap(100, 1);

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    /** Losses from plausible to absurd: equal, rounded, far apart, not finite. */
    private static double loss(Random random, int manner) {
        return switch (manner % 6) {
            case 0 -> 3 + 0.1 * random.nextGaussian();
            case 1 -> 3;
            case 2 -> Math.rint(10 * random.nextDouble()) / 2 + 1;
            case 3 -> Math.exp(20 * random.nextGaussian());
            case 4 -> random.nextInt(3) == 0 ? Double.NaN : 3 + random.nextDouble();
            default -> random.nextInt(4) == 0 ? Double.POSITIVE_INFINITY : 3 + 1e-15 * random.nextInt(5);
        };
    }

    private static List<Run> runs(Random random, int manner, int count) {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double size = 1e6 * Math.pow(2, random.nextInt(1 + random.nextInt(7)));
            double budget = 1e17 * Math.pow(10, random.nextInt(5));
            runs.add(new Run("mod", size, budget / (3 * size), budget, i, loss(random, manner)));
        }
        return runs;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void optima_frontiers_and_speed_ups_come_with_finite_numbers_or_reasons(int seed) {
        Random random = new Random(seed);
        List<IsoFlop> isoFlops = IsoFlops.of(runs(random, seed, 1 + random.nextInt(60)), IsoFlops.ONE_PERCENT, FEW);

        isoFlops.forEach(each -> check(each.optimum(), optimum -> {
            check(optimum.at());
            check(optimum.loss());
        }));
        check(Frontiers.size(isoFlops), frontier -> check(frontier.exponent()));
        for (Outcome<LossCurve> curve : List.of(Frontiers.loss(isoFlops, FEW), Frontiers.interpolated(isoFlops, FEW))) {
            check(curve, found -> {
                double near = found.curve().lossAt(found.lowBudget() * 3) + 0.01 * random.nextGaussian();
                Estimate loss = new Estimate(near, new Interval(near - 0.02, near + 0.02), 3, "Given.");
                check(SpeedUps.effective(found, 1e18, loss, FEW), (SpeedUp speedUp) -> check(speedUp.factor()));
            });
        }
    }

    static IntStream surfaces() {
        return IntStream.range(0, 12);
    }

    @ParameterizedTest
    @MethodSource("surfaces")
    void surfaces_come_with_finite_numbers_or_reasons(int seed) {
        Random random = new Random(seed);

        check(
                SurfaceFits.fit(
                        runs(random, seed, 8 + random.nextInt(12)),
                        SizeAxis.FORWARD_FLOPS,
                        new SurfaceSettings(1e-3, FEW)),
                (SurfaceFit fit) -> {
                    List.of(fit.e(), fit.alpha(), fit.beta(), fit.sizeExponent())
                            .forEach(AnyNumbersTest::check);
                    assertThat(fit.relativeError()).isFinite();
                    check(fit.optimumAt(1e19), optimum -> check(optimum.loss()));
                });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void verdicts_come_with_finite_numbers_or_reasons(int seed) {
        Random random = new Random(seed);
        Outcome<Difference> difference = Differences.between(seedLosses(random, seed), seedLosses(random, seed));

        check(difference, found -> {
            check(found.loss());
            check(found.percent());
        });
        Verdict verdict = Verdicts.of(difference);
        assertThat(verdict.sentence()).endsWith(".").doesNotContain("NaN");
        assertThat(verdict.rule()).endsWith(".").doesNotContain("NaN");
    }

    private static List<SeedLoss> seedLosses(Random random, int manner) {
        return IntStream.range(0, random.nextInt(6))
                .mapToObj(i -> new SeedLoss(random.nextInt(6), loss(random, manner)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void sweeps_means_and_relations_come_with_finite_numbers_or_reasons(int seed) {
        Random random = new Random(seed);
        int n = 1 + random.nextInt(20);
        double[] x = IntStream.range(0, n).mapToDouble(i -> loss(random, seed)).toArray();
        double[] y =
                IntStream.range(0, n).mapToDouble(i -> loss(random, seed + 1)).toArray();

        for (RateSweep sweep : RateSweeps.of(
                IntStream.range(0, n)
                        .mapToObj(i -> new RateRun("mod", 1, 1e-4 * (1 << random.nextInt(6)), i, x[i]))
                        .toList(),
                FEW)) {
            check(sweep.best(), best -> check(best.loss()));
            check(sweep.optimum(), optimum -> check(optimum.at()));
        }
        check(SeedMeans.of(x), AnyNumbersTest::check);
        check(Correlations.pearson(x, y), AnyNumbersTest::check);
        check(Correlations.spearman(x, y), AnyNumbersTest::check);
        check(BinnedRelation.of(x, y, 3), found -> found.bins().forEach(bin -> check(bin.y())));
    }

    private static <T> void check(Outcome<T> outcome, Consumer<T> found) {
        switch (outcome) {
            case Found<T>(T value) -> found.accept(value);
            case Refused<T>(String reason) -> assertThat(reason).endsWith(".").contains(" ");
        }
    }

    private static void check(Estimate estimate) {
        assertThat(estimate.value()).isFinite();
        assertThat(estimate.n()).isPositive();
        assertThat(estimate.method()).endsWith(".");
        switch (estimate.uncertainty()) {
            case Interval(double low, double high) -> {
                assertThat(low).isFinite().isLessThanOrEqualTo(high);
                assertThat(high).isFinite();
            }
            case AtLeast(double low) -> assertThat(low).isFinite();
            case Unknown(String reason) -> assertThat(reason).endsWith(".");
        }
    }
}
