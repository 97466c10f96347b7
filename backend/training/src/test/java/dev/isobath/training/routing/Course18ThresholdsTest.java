package dev.isobath.training.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.Randomness;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Expert choice without later tokens, by thresholds that training learns. */
class Course18ThresholdsTest {

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private static double[] shares(int rows, int paths, long seed) {
        double[] shares = new Randomness(seed).normal(rows * paths, 1, "shares");
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int path = 0; path < paths; path++) {
                shares[row * paths + path] = Math.exp(shares[row * paths + path]);
                sum += shares[row * paths + path];
            }
            for (int path = 0; path < paths; path++) {
                shares[row * paths + path] /= sum;
            }
        }
        return shares;
    }

    private double[] cutoffs(ExpertChoice choice, double[] shares, ValidTokens valid, int capacity) {
        return choice.cutoffs(List.of(trace(choice, shares, valid, capacity)), tokens -> capacity);
    }

    private ExpertTrace trace(ExpertChoice choice, double[] shares, ValidTokens valid, int capacity) {
        Dispatch dispatch = choice.dispatch(manager, shares, valid, capacity);
        return new ExpertTrace(
                0, shares, choice.experts() + choice.noOps(), choice, capacity, dispatch, valid, Double.NaN);
    }

    /** The micro-batches of a step have the cutoffs of the whole batch. */
    @Test
    void cutoffs_do_not_depend_on_how_a_batch_is_divided() {
        ExpertChoice choice = new ExpertChoice(3, 1);
        double[] shares = shares(4 * 6, 4, 9);
        ValidTokens whole = new ValidTokens(new int[] {6, 2, 6, 5}, 6);
        List<ExpertTrace> parts = List.of(
                trace(choice, Arrays.copyOf(shares, 12 * 4), new ValidTokens(new int[] {6, 2}, 6), 2),
                trace(choice, Arrays.copyOfRange(shares, 12 * 4, 24 * 4), new ValidTokens(new int[] {6, 5}, 6), 2));

        assertThat(choice.cutoffs(parts, tokens -> 2))
                .containsExactly(cutoffs(choice, shares, whole, 2), within(1e-15));
    }

    @Test
    void a_cutoff_is_the_smallest_share_that_a_path_took_after_the_no_ops() {
        // Path 2 is the no-op. It takes rows 1 and 0, and the expert of column 0 then takes row 3 alone with one slot.
        double[] shares = {.5, .2, .3, .1, .1, .8, .3, .6, .1, .4, .4, .2};

        assertThat(cutoffs(new ExpertChoice(2, 1), shares, ValidTokens.all(1, 4), 2))
                .containsExactly(.3, .4, .3);
        assertThat(cutoffs(new ExpertChoice(2, 1), shares, ValidTokens.all(1, 4), 1))
                .containsExactly(.5, .6, .8);
    }

    @Test
    void a_path_that_took_nothing_has_no_cutoff() {
        double[] shares = {.4, .6, .3, .7};

        assertThat(cutoffs(new ExpertChoice(1, 1), shares, ValidTokens.all(1, 2), 2))
                .containsExactly(Double.NaN, .6);
    }

    /** Just below its cutoffs, the rule of sampling chooses as training did. */
    @Test
    void thresholds_of_one_sequence_give_its_tokens_to_those_that_took_them_in_training() {
        double[] shares = shares(24, 6, 3);
        ValidTokens valid = ValidTokens.all(1, 24);
        ExpertChoice training = new ExpertChoice(4, 2);
        double[] thresholds = Arrays.stream(cutoffs(training, shares, valid, 4))
                .map(Math::nextDown)
                .toArray();
        ThresholdChoice causal = new ThresholdChoice(4, 2, thresholds);
        Dispatch trained = training.dispatch(manager, shares, valid, 4);
        Dispatch chosen = causal.dispatch(manager, shares, valid, causal.mostTaken(shares, valid));

        assertThat(causal.mostTaken(shares, valid)).isEqualTo(4);
        assertThat(chosen.load()).isEqualTo(trained.load());
        assertThat(chosen.rows().index()).isEqualTo(trained.rows().index());
        assertThat(chosen.shares().index()).isEqualTo(trained.shares().index());
    }

    @Test
    void a_choice_does_not_depend_on_other_tokens() {
        double[] thresholds = {.3, .2, .25, .3};
        double[] shares = shares(12, 4, 5);
        ThresholdChoice choice = new ThresholdChoice(3, 1, thresholds);
        int[] together =
                choice.dispatch(manager, shares, ValidTokens.all(1, 12), 12).load();
        int[] alone = new int[4];
        for (int row = 0; row < 12; row++) {
            int[] one = choice.dispatch(
                            manager, Arrays.copyOfRange(shares, row * 4, row * 4 + 4), ValidTokens.all(1, 1), 1)
                    .load();
            Arrays.setAll(alone, path -> alone[path] + one[path]);
        }

        assertThat(together).isEqualTo(alone);
        assertThat(together[3]).isPositive();
    }

    @Test
    void padding_is_given_to_nobody() {
        double[] shares = {.9, .1, .9, .1, .9, .1, .9, .1};
        ValidTokens valid = new ValidTokens(new int[] {1, 2}, 2);
        Dispatch dispatch = new ThresholdChoice(1, 1, new double[] {.5, .5}).dispatch(manager, shares, valid, 2);

        assertThat(dispatch.load()).containsExactly(3, 0);
        assertThat(dispatch.filled().index()).containsExactly(0, 2, 3);
    }

    @Test
    void thresholds_begin_with_the_first_step_and_follow_the_later_ones() {
        Thresholds thresholds = new Thresholds(manager.zeros(new Shape(2), ai.djl.ndarray.types.DataType.FLOAT32));
        assertThat(thresholds.known()).isEmpty();

        thresholds.learn(new double[] {.5, Double.NaN});
        assertThat(thresholds.known()).isEmpty();
        thresholds.learn(new double[] {.25, .125});
        assertThat(thresholds.known()).containsExactly(new double[] {.4875, .125}, within(1e-7));
    }
}
