package dev.isobath.analysis.verdict;

import static dev.isobath.analysis.Outcomes.found;
import static dev.isobath.analysis.Outcomes.interval;
import static dev.isobath.analysis.Outcomes.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isobath.analysis.Golden;
import dev.isobath.analysis.Outcome;
import dev.isobath.analysis.Uncertainty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictsTest {

    private static List<SeedLoss> seeds(long first, double... losses) {
        return IntStream.range(0, losses.length)
                .mapToObj(i -> new SeedLoss(first + i, losses[i]))
                .toList();
    }

    private static Outcome<Difference> paired(String name) {
        return Differences.between(
                seeds(1, Golden.numbers(name + "/variant")), seeds(1, Golden.numbers(name + "/baseline")));
    }

    static List<String> pairedCases() {
        return Golden.cases("paired");
    }

    @ParameterizedTest
    @MethodSource("pairedCases")
    void paired_differences_have_the_interval_and_p_value_of_scipy(String name) {
        double[] expected = Golden.numbers(name + "/expected");

        Difference difference = found(paired(name));

        assertThat(difference.paired()).isTrue();
        assertThat(difference.loss().value()).isCloseTo(expected[0], within(1e-14));
        assertThat(interval(difference.loss()).low()).isCloseTo(expected[1], within(1e-9));
        assertThat(interval(difference.loss()).high()).isCloseTo(expected[2], within(1e-9));
        assertThat(difference.pValue().orElseThrow()).isCloseTo(expected[3], within(1e-9));
        double level =
                Arrays.stream(Golden.numbers(name + "/baseline")).average().orElseThrow();
        assertThat(difference.percent().value()).isCloseTo(100 * expected[0] / level, within(1e-10));
        assertThat(interval(difference.percent()).low()).isCloseTo(100 * expected[1] / level, within(1e-7));
    }

    @ParameterizedTest
    @MethodSource("pairedCases")
    void the_number_of_seeds_that_would_settle_it_is_that_of_scipy(String name) {
        assertThat(Verdicts.seedsToSettle(found(paired(name)), 0.05))
                .hasValue((int) Golden.numbers(name + "/settles")[0]);
    }

    static List<String> welchCases() {
        return Golden.cases("welch");
    }

    @ParameterizedTest
    @MethodSource("welchCases")
    void runs_of_different_seeds_are_compared_by_welch_and_it_is_said(String name) {
        double[] expected = Golden.numbers(name + "/expected");

        Outcome<Difference> outcome = Differences.between(
                seeds(1, Golden.numbers(name + "/variant")), seeds(100, Golden.numbers(name + "/baseline")));

        Difference difference = found(outcome);
        assertThat(difference.paired()).isFalse();
        assertThat(difference.loss().value()).isCloseTo(expected[0], within(1e-14));
        assertThat(interval(difference.loss()).low()).isCloseTo(expected[1], within(1e-8));
        assertThat(interval(difference.loss()).high()).isCloseTo(expected[2], within(1e-8));
        assertThat(difference.pValue().orElseThrow()).isCloseTo(expected[3], within(1e-9));
        assertThat(difference.degreesOfFreedom()).isCloseTo(expected[4], within(1e-10));
        assertThat(difference.notes()).anyMatch(note -> note.contains("without pairing (Welch)"));
        assertThat(Verdicts.of(outcome).rule()).contains("without pairing, by Welch's t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"holm/four", "holm/steps", "holm/one"})
    void holms_procedure_adjusts_as_its_definition_says(String name) {
        double[] p = Golden.numbers(name + "/p");
        double[] expected = Golden.numbers(name + "/adjusted");

        List<Holm.Step> steps = Holm.adjust(Arrays.stream(p).boxed().toList());

        for (int i = 0; i < p.length; i++) {
            assertThat(steps.get(i).adjusted()).isCloseTo(expected[i], within(1e-15));
        }
    }

    @Test
    void a_lower_loss_beyond_the_noise_is_better_and_a_higher_one_worse() {
        List<SeedLoss> low = seeds(1, 3.00, 3.02, 3.05);
        List<SeedLoss> high = seeds(1, 3.10, 3.125, 3.148);

        assertThat(Verdicts.of(Differences.between(low, high)))
                .isInstanceOfSatisfying(Verdict.Better.class, verdict -> {
                    assertThat(verdict.sentence())
                            .isEqualTo("Better: the variant's loss is lower by 0.1010 (3.233 %) over 3 seeds.");
                    assertThat(verdict.rule())
                            .contains("paired by seed", "2 degrees of freedom", "95 % interval excludes 0");
                });
        assertThat(Verdicts.of(Differences.between(high, low)))
                .isInstanceOf(Verdict.Worse.class)
                .extracting(Verdict::sentence)
                .asString()
                .startsWith("Worse: the variant's loss is higher by 0.1010");
    }

    /** d = -0.01 and s = 0.02, so t(n) / sqrt(n) < 0.5 is wanted: t is 2.120 at 17 seeds and 2.110 at 18, over 4.123 and 4.243. */
    @Test
    void a_difference_within_noise_says_how_many_seeds_would_settle_it() {
        Verdict verdict = Verdicts.of(Differences.between(seeds(1, 2.97, 2.99, 3.01), seeds(1, 3.0, 3.0, 3.0)));

        assertThat(verdict).isInstanceOfSatisfying(Verdict.WithinNoise.class, within -> {
            assertThat(within.seedsToSettle()).hasValue(18);
            assertThat(within.sentence())
                    .startsWith("Within noise: ")
                    .contains("18 seeds on each side would settle it");
        });
    }

    @Test
    void no_difference_at_all_is_settled_by_no_number_of_seeds() {
        Verdict verdict = Verdicts.of(Differences.between(seeds(1, 2.75, 3.25, 3.0), seeds(1, 3.0, 3.0, 3.0)));

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.WithinNoise.class,
                        within -> assertThat(within.seedsToSettle()).isEmpty());
    }

    @Test
    void one_seed_is_not_settled_whatever_the_difference() {
        Verdict verdict = Verdicts.of(Differences.between(seeds(1, 2.0), seeds(1, 3.0)));

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.NotSettled.class,
                        not -> assertThat(not.difference().orElseThrow().loss().uncertainty())
                                .isInstanceOf(Uncertainty.Unknown.class));
        assertThat(verdict.sentence()).startsWith("Not settled: one seed shows a difference of -1.000 (-33.33 %)");
    }

    @Test
    void one_seed_against_several_of_others_is_not_settled() {
        assertThat(Verdicts.of(Differences.between(seeds(9, 2.0), seeds(1, 3.0, 3.1))))
                .isInstanceOf(Verdict.NotSettled.class);
        assertThat(Verdicts.of(Differences.between(seeds(1, 2.0), seeds(1, 3.0, 3.1))))
                .isInstanceOf(Verdict.NotSettled.class);
    }

    @Test
    void differences_without_any_spread_are_not_settled() {
        assertThat(Verdicts.of(Differences.between(seeds(1, 2.5, 2.75), seeds(1, 3.0, 3.25)))
                        .sentence())
                .startsWith("Not settled: every seed shows exactly the same difference")
                .contains("check that their seeds differ");
        assertThat(Verdicts.of(Differences.between(seeds(1, 2.5, 2.5), seeds(7, 3.0, 3.0))))
                .isInstanceOf(Verdict.NotSettled.class);
    }

    @Test
    void a_side_without_a_finite_loss_is_not_settled_and_says_why() {
        Outcome<Difference> none = Differences.between(seeds(1, Double.NaN), seeds(1, 3.0));

        assertThat(reason(none)).startsWith("The variant has no run with a finite loss");
        assertThat(Verdicts.of(none).sentence()).startsWith("Not settled: The variant has no run");
        assertThat(Verdicts.of(Differences.between(List.of(), List.of()))).isInstanceOf(Verdict.NotSettled.class);
    }

    @Test
    void diverged_runs_and_seeds_without_a_partner_are_left_out_and_counted() {
        Difference difference =
                found(Differences.between(seeds(1, 2.9, Double.POSITIVE_INFINITY, 2.8, 2.85), seeds(1, 3.0, 3.1, 2.9)));

        assertThat(difference.pairs()).isEqualTo(2);
        assertThat(difference.leftOut()).isEqualTo(3);
        assertThat(difference.notes())
                .contains(
                        "1 run of the variant without a finite loss is left out.",
                        "2 runs of a seed that only one side has are left out.");
    }

    @Test
    void a_repeated_seed_counts_once() {
        List<SeedLoss> twice = List.of(new SeedLoss(1, 2.8), new SeedLoss(1, 3.0), new SeedLoss(2, 2.8));

        Difference difference = found(Differences.between(twice, seeds(1, 3.0, 3.0)));

        assertThat(difference.pairs()).isEqualTo(2);
        assertThat(difference.loss().value()).isCloseTo(-0.15, within(1e-14));
        assertThat(difference.notes()).anyMatch(note -> note.startsWith("Seed 1 occurs 2 times in the variant"));
    }

    @Test
    void the_order_of_seeds_changes_nothing_and_the_sides_mirror_each_other() {
        List<SeedLoss> variant = new ArrayList<>(seeds(1, Golden.numbers("paired/8/variant")));
        List<SeedLoss> baseline = seeds(1, Golden.numbers("paired/8/baseline"));
        Outcome<Difference> straight = Differences.between(variant, baseline);
        Collections.shuffle(variant, new Random(3));

        assertThat(Differences.between(variant, baseline)).isEqualTo(straight);
        assertThat(found(Differences.between(baseline, variant)).loss().value())
                .isEqualTo(-found(straight).loss().value());
    }

    @Test
    void losses_in_another_unit_give_the_same_verdict() {
        Difference nats = found(paired("paired/5"));
        Difference bits = found(Differences.between(
                seeds(1, scaled(Golden.numbers("paired/5/variant"))),
                seeds(1, scaled(Golden.numbers("paired/5/baseline")))));

        assertThat(bits.pValue().orElseThrow()).isCloseTo(nats.pValue().orElseThrow(), within(1e-12));
        assertThat(bits.percent().value()).isCloseTo(nats.percent().value(), within(1e-10));
    }

    private static double[] scaled(double[] losses) {
        return Arrays.stream(losses).map(loss -> loss / Math.log(2)).toArray();
    }

    /** Alone each has p = 0.031. Of two, the smaller p doubles, so neither is a claim, but a seed more would make it one. */
    @Test
    void what_holds_alone_may_not_hold_in_a_family() {
        Outcome<Difference> one = Differences.between(seeds(1, 2.9, 2.93, 2.945), seeds(1, 3.0, 3.0, 3.0));
        double p = found(one).pValue().orElseThrow();
        assertThat(p).isBetween(0.025, 0.05);

        List<Verdict> family = Verdicts.family(List.of(one, Differences.between(seeds(1, 2.0), seeds(1, 3.0)), one));

        assertThat(Verdicts.of(one)).isInstanceOf(Verdict.Better.class);
        assertThat(family.get(0)).isInstanceOfSatisfying(Verdict.WithinNoise.class, within -> {
            assertThat(within.adjustedP()).isCloseTo(2 * p, within(1e-15));
            assertThat(within.rule()).contains("Holm's correction for 2 comparisons");
            assertThat(within.seedsToSettle()).hasValue(4);
        });
        assertThat(family.get(1)).isInstanceOf(Verdict.NotSettled.class);
    }

    @Test
    void a_baseline_without_loss_is_refused() {
        assertThat(reason(Differences.between(seeds(1, 1.0), seeds(1, 0.0)))).contains("not above 0");
    }
}
