package dev.isobath.analysis.routing;

import static dev.isobath.analysis.Outcomes.found;
import static dev.isobath.analysis.Outcomes.interval;
import static dev.isobath.analysis.Outcomes.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Golden;
import dev.isobath.analysis.Uncertainty;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoutingStatisticsTest {

    private static final double[] X = Golden.numbers("correlation/x");
    private static final double[] Y = Golden.numbers("correlation/y");

    @Test
    void a_predictor_is_judged_beside_its_base_rate() {
        PredictorQuality quality = PredictorQuality.of(new PredictorCounts(100, 10, 865, 25));

        assertThat(found(quality.baseRate()).value()).isEqualTo(0.875);
        assertThat(found(quality.accuracy()).value()).isEqualTo(0.965);
        assertThat(found(quality.precision()).value()).isEqualTo(100 / 110.0);
        assertThat(found(quality.recall()).value()).isEqualTo(0.8);
        assertThat(found(quality.recall()).n()).isEqualTo(125);
    }

    @Test
    void the_base_rate_is_the_more_frequent_answer_also_above_half_the_capacity() {
        PredictorQuality quality = PredictorQuality.of(new PredictorCounts(60, 10, 10, 20));

        assertThat(found(quality.baseRate()).value()).isEqualTo(0.8);
    }

    @Test
    void shares_of_nothing_are_refused() {
        PredictorQuality never = PredictorQuality.of(new PredictorCounts(0, 0, 10, 0));
        PredictorQuality empty = PredictorQuality.of(new PredictorCounts(0, 0, 0, 0));

        assertThat(reason(never.precision())).contains("No token was predicted to be taken");
        assertThat(reason(never.recall())).contains("No token was taken");
        assertThat(reason(empty.accuracy())).contains("No token was counted");
    }

    @Test
    void correlations_are_those_of_scipy() {
        double[] expected = Golden.numbers("correlation/pearson");

        Estimate pearson = found(Correlations.pearson(X, Y));
        Estimate spearman = found(Correlations.spearman(X, Y));

        assertThat(pearson.value()).isCloseTo(expected[0], within(1e-12));
        assertThat(interval(pearson).low()).isCloseTo(expected[1], within(1e-9));
        assertThat(interval(pearson).high()).isCloseTo(expected[2], within(1e-9));
        assertThat(spearman.value()).isCloseTo(Golden.numbers("correlation/spearman")[0], within(1e-12));
        assertThat(interval(spearman).contains(spearman.value())).isTrue();
    }

    @Test
    void ranks_do_not_see_a_change_of_scale_and_neither_sees_an_order_of_tokens() {
        double[] cubed = Arrays.stream(Y).map(y -> y * y * y).toArray();
        double[] backX = reversed(X);
        double[] backY = reversed(Y);

        assertThat(found(Correlations.spearman(X, cubed)).value())
                .isEqualTo(found(Correlations.spearman(X, Y)).value());
        assertThat(found(Correlations.pearson(backX, backY)).value())
                .isCloseTo(found(Correlations.pearson(X, Y)).value(), within(1e-14));
    }

    private static double[] reversed(double[] values) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> values[values.length - 1 - i])
                .toArray();
    }

    @Test
    void correlations_leave_out_what_is_not_finite_and_refuse_what_has_no_spread() {
        double[] x = {1, 2, 3, Double.NaN, 5};
        double[] y = {1, 2, 4, 4, Double.POSITIVE_INFINITY};

        Estimate few = found(Correlations.pearson(x, y));

        assertThat(few.n()).isEqualTo(3);
        assertThat(few.uncertainty()).isInstanceOf(Uncertainty.Unknown.class);
        assertThat(few.method()).contains("leaves out 2 pairs");
        assertThat(reason(Correlations.spearman(new double[] {1, 1, 1}, new double[] {1, 2, 3})))
                .contains("the same for every token");
        assertThat(reason(Correlations.pearson(new double[] {1, 2}, new double[] {1, 2})))
                .contains("at least three pairs");
    }

    @Test
    void bins_hold_about_the_same_number_of_tokens_and_equal_values_share_one() {
        double[] x = IntStream.range(0, 100).mapToDouble(i -> i).toArray();
        double[] y = Arrays.stream(x).map(each -> 2 * each).toArray();

        BinnedRelation relation = found(BinnedRelation.of(x, y, 4));
        BinnedRelation tied = found(BinnedRelation.of(X, Y, 20));

        assertThat(relation.bins()).extracting(bin -> bin.y().n()).containsExactly(25, 25, 25, 25);
        assertThat(relation.bins()).extracting(bin -> bin.y().value()).containsExactly(24.0, 74.0, 124.0, 174.0);
        assertThat(tied.bins()).hasSize((int) Arrays.stream(X).distinct().count());
        assertThat(tied.bins()).allMatch(bin -> bin.low() == bin.high());
        assertThat(tied.bins().stream().mapToInt(bin -> bin.y().n()).sum()).isEqualTo(60);
    }

    @Test
    void too_few_pairs_for_the_bins_are_refused() {
        assertThat(reason(BinnedRelation.of(new double[] {1, 2, 3}, new double[] {1, 2, Double.NaN}, 2)))
                .contains("at least 4 pairs of finite numbers, and here are 2");
    }

    @Test
    void the_overlap_of_blocks_stands_beside_what_chance_gives() {
        boolean[] one = {true, true, false, false};
        boolean[] other = {true, false, true, false};
        boolean[] none = new boolean[4];

        List<Overlaps.Overlap> overlaps = Overlaps.between(List.of(one, other, none, none));

        assertThat(overlaps).hasSize(6);
        assertThat(found(overlaps.getFirst().jaccard()).value()).isEqualTo(1 / 3.0);
        assertThat(overlaps.getFirst().byChance()).isCloseTo(0.25 / 0.75, within(1e-15));
        assertThat(found(overlaps.get(1).jaccard()).value()).isZero();
        assertThat(reason(overlaps.getLast().jaccard())).contains("Neither block took a token");
        assertThat(found(Overlaps.between(List.of(one, one)).getFirst().jaccard())
                        .value())
                .isEqualTo(1);
    }
}
