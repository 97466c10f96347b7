package dev.isobath.analysis.verdict;

import static dev.isobath.analysis.Outcomes.found;
import static dev.isobath.analysis.Outcomes.interval;
import static dev.isobath.analysis.Outcomes.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isobath.analysis.Bootstrap;
import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Outcome;
import dev.isobath.analysis.Outcome.Refused;
import dev.isobath.analysis.Uncertainty;
import dev.isobath.analysis.Uncertainty.Interval;
import dev.isobath.analysis.numerics.StudentT;
import dev.isobath.analysis.scaling.Curve;
import dev.isobath.analysis.scaling.LossCurve;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpeedUpsTest {

    private static final double LIMIT = 1.8;
    private static final double EXPONENT = 0.15;
    private static final Curve.PowerLaw LAW = new Curve.PowerLaw(LIMIT, 900, EXPONENT);

    private static LossCurve baseline(List<Curve> draws) {
        return new LossCurve(LAW, draws, 1e17, 1e21, 5, "Given.");
    }

    private static Estimate loss(double value, double deviation) {
        double reach = StudentT.NORMAL * deviation;
        Uncertainty uncertainty = deviation == 0
                ? new Uncertainty.Unknown("One seed has no spread.")
                : new Interval(value - reach, value + reach);
        return new Estimate(value, uncertainty, 3, "Given.");
    }

    private static Outcome<SpeedUp> speedUp(double budget, Estimate loss) {
        return SpeedUps.effective(baseline(List.of()), budget, loss, Bootstrap.STANDARD);
    }

    @Test
    void the_speed_up_is_the_inverse_of_the_curve() {
        double variantLoss = LAW.lossAt(1e19) - 0.03;

        SpeedUp speedUp = found(speedUp(1e19, loss(variantLoss, 0)));

        // marin's form: [(L_b - L∞) / (L_v - L∞)]^(1/a)
        double expected = Math.pow((LAW.lossAt(1e19) - LIMIT) / (variantLoss - LIMIT), 1 / EXPONENT);
        assertThat(speedUp.factor().value()).isCloseTo(expected, within(1e-9 * expected));
        assertThat(speedUp.baselineBudget()).isCloseTo(1e19 * expected, within(1e-9 * 1e19 * expected));
        assertThat(speedUp.extrapolated()).isFalse();
        assertThat(speedUp.factor().uncertainty()).isInstanceOf(Uncertainty.Unknown.class);
    }

    @Test
    void a_loss_of_the_baseline_itself_is_a_speed_up_of_one() {
        assertThat(found(speedUp(1e19, loss(LAW.lossAt(1e19), 0))).factor().value())
                .isCloseTo(1, within(1e-10));
    }

    /** For a small δL, δS / S = δL / (a (L - L∞)); 1,000 draws know the ends of an interval to a few per cent. */
    @Test
    void the_interval_is_that_of_error_propagation() {
        double value = LAW.lossAt(1e19) - 0.03;
        double deviation = 0.002;

        Estimate factor = found(speedUp(1e19, loss(value, deviation))).factor();

        double expected = StudentT.NORMAL * deviation / (EXPONENT * (value - LIMIT));
        assertThat(Math.log(interval(factor).high() / factor.value())).isCloseTo(expected, within(0.1 * expected));
        assertThat(Math.log(factor.value() / interval(factor).low())).isCloseTo(expected, within(0.1 * expected));
        assertThat(factor.method()).contains("taken as exact");
    }

    @Test
    void noise_of_the_baselines_curve_widens_the_interval() {
        List<Curve> draws = IntStream.range(0, 200)
                .<Curve>mapToObj(i -> new Curve.PowerLaw(LIMIT + 0.01 * (i - 100) / 100, 900, EXPONENT))
                .toList();
        Estimate loss = loss(LAW.lossAt(1e19) - 0.03, 0.002);

        Interval wide = interval(found(SpeedUps.effective(baseline(draws), 1e19, loss, Bootstrap.STANDARD))
                .factor());
        Interval narrow = interval(found(speedUp(1e19, loss)).factor());

        assertThat(wide.high() - wide.low()).isGreaterThan(1.5 * (narrow.high() - narrow.low()));
    }

    @Test
    void a_budget_beyond_the_baselines_runs_is_flagged_and_one_far_beyond_refused() {
        assertThat(found(speedUp(1e21, loss(LAW.lossAt(5e21), 0)))).satisfies(speedUp -> {
            assertThat(speedUp.extrapolated()).isTrue();
            assertThat(speedUp.sentence()).contains("extrapolation");
        });
        assertThat(reason(speedUp(1e21, loss(LAW.lossAt(2e22), 0)))).contains("Train the baseline at larger budgets");
        assertThat(reason(speedUp(1e21, loss(LAW.lossAt(5e15), 0)))).contains("Train the baseline at smaller budgets");
    }

    @Test
    void a_loss_that_may_lie_below_the_limit_bounds_the_speed_up_from_below_only() {
        LossCurve steep = new LossCurve(new Curve.PowerLaw(1.8, 1e18, 1), List.of(), 1e17, 1e20, 5, "Given.");

        Estimate factor = found(SpeedUps.effective(steep, 1e19, loss(1.8 + 0.01, 0.02), Bootstrap.STANDARD))
                .factor();

        assertThat(factor.uncertainty()).isInstanceOf(Uncertainty.AtLeast.class);
    }

    @Test
    void a_curve_that_does_not_fall_is_refused() {
        LossCurve flat = new LossCurve(new Curve.PowerLaw(3, 0, 0.1), List.of(), 1e17, 1e20, 5, "Given.");

        assertThat(reason(SpeedUps.effective(flat, 1e19, loss(3, 0.1), Bootstrap.STANDARD)))
                .contains("does not fall");
    }

    /** The figures of the 220M pair of Mixture-of-Depths: 5.8e14 FLOPs at 2.65 steps/s and 3.6e14 at 4.45. */
    @Test
    void the_wall_clock_speed_up_takes_the_rates_of_flops() {
        SpeedUp speedUp = found(speedUp(1e19, loss(LAW.lossAt(2e19), 0.002)));

        Estimate seconds = speedUp.wallClock(new Pace(4.45, 3.6e14), new Pace(2.65, 5.8e14));

        double ratio = 4.45 * 3.6e14 / (2.65 * 5.8e14);
        assertThat(seconds.value()).isCloseTo(2 * ratio, within(1e-8));
        assertThat(interval(seconds).low())
                .isCloseTo(ratio * interval(speedUp.factor()).low(), within(1e-12));
        assertThat(speedUp.wallClock(new Pace(3, 1e14), new Pace(2, 1e14)).value())
                .isCloseTo(1.5 * speedUp.factor().value(), within(1e-12));
    }

    @Test
    void a_claim_needs_two_budgets_and_its_trend_is_told() {
        Verdict better = Verdicts.of(Differences.between(
                List.of(new SeedLoss(1, 2.9), new SeedLoss(2, 2.91), new SeedLoss(3, 2.9)),
                List.of(new SeedLoss(1, 3.0), new SeedLoss(2, 3.0), new SeedLoss(3, 3.0))));
        Claims.AtBudget small = new Claims.AtBudget(1e18, better, speedUp(1e18, loss(LAW.lossAt(2e18), 0.002)));
        Claims.AtBudget large = new Claims.AtBudget(1e20, better, speedUp(1e20, loss(LAW.lossAt(1.5e20), 0.002)));
        Claims.AtBudget none = new Claims.AtBudget(1e21, better, new Refused<>("No curve."));

        Claim one = Claims.over(List.of(small));
        Claim two = Claims.over(List.of(small, large, none));

        assertThat(one.holds()).isFalse();
        assertThat(one.sentence()).contains("right about 80 % of the time", "Repeat it at a second budget");
        assertThat(reason(one.trend())).contains("two budgets");
        assertThat(two.holds()).isTrue();
        assertThat(found(two.trend()).value()).isCloseTo(Math.log(1.5 / 2) / Math.log(100), within(1e-9));
    }
}
