package dev.isobath.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routing that knows nothing of later tokens. Invariants 6 and 10. */
class Course20CausalityTest {

    /** Models that can be sampled from. Experts that choose their tokens see all of them and are not here. */
    static final String[] CAUSAL = {
        "baseline|",
        "mod|capacity: 0.25, routeEvery: 1, causal: predictor",
        "mod|capacity: 0.5, routeEvery: 1, causal: predictor, gate: mlp, routerActivation: sigmoid",
        "mod|capacity: 0.5, routeEvery: 1, causal: auxiliary",
        "mod|capacity: [0.25, {tokens: 5}], causal: auxiliary",
        "mod|capacity: 0.34, routeEvery: 1, scheme: token-choice",
        "mod|capacity: 0.5, routeEvery: 1, scheme: stochastic",
        "moe|experts: 3, expertScheme: token-choice, capacityFactor: 0.7",
        "staged-mode|capacity: 0.5, routeEvery: 1, scheme: token-choice, experts: 2, expertScheme: token-choice",
        "integrated-mode|experts: 2, noOps: 1, expertScheme: token-choice, topM: 2",
    };

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** Changes the token at each place in turn. Returns how far the earlier logits move at most, then those from there on. */
    private double[] moved(Decoder decoder, long[] tokens, Pass.Purpose purpose) {
        double[] before = Models.logits(decoder, tokens, 1, purpose, manager);
        double earlier = 0;
        double later = 0;
        for (int place = 1; place < tokens.length; place++) {
            for (long other : new long[] {1, 77, 200}) {
                long[] changed = tokens.clone();
                changed[place] = (tokens[place] + other) % 256;
                double[] after = Models.logits(decoder, changed, 1, purpose, manager);
                earlier = Math.max(earlier, furthest(before, after, 0, place * 256));
                later = Math.max(later, furthest(before, after, place * 256, before.length));
            }
        }
        return new double[] {earlier, later};
    }

    private static double furthest(double[] a, double[] b, int from, int to) {
        double furthest = 0;
        for (int i = from; i < to; i++) {
            furthest = Math.max(furthest, Math.abs(a[i] - b[i]));
        }
        return furthest;
    }

    private static long[] text(ExperimentSpec spec) {
        return Arrays.copyOf(Models.batch(spec).inputs(), spec.data().sequenceLength());
    }

    /** Invariant 6. */
    @ParameterizedTest
    @FieldSource("CAUSAL")
    void a_later_token_never_changes_earlier_logits(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        double[] moved = moved(Models.strong(spec, manager), text(spec), Pass.Purpose.MEASURE_CAUSALLY);

        assertThat(moved[0]).isLessThan(1e-10);
        assertThat(moved[1]).isGreaterThan(0.1);
    }

    /** Invariant 6, the other half: under top-k it does, and where experts choose too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mod|capacity: 0.25, routeEvery: 1, causal: predictor",
                "mod|capacity: 0.5, routeEvery: 1, causal: auxiliary",
                "staged-mode|capacity: 0.5, experts: 2, causal: predictor",
                "moe|experts: 3",
                "integrated-mode|experts: 2",
            })
    void where_blocks_or_experts_choose_the_best_tokens_it_does(String variant) {
        ExperimentSpec spec = Models.variant(variant);

        assertThat(moved(Models.strong(spec, manager), text(spec), Pass.Purpose.MEASURE)[0])
                .isGreaterThan(1e-3);
    }

    /** Token-choice is the same in training: nobody looks ahead there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mod|capacity: 0.34, routeEvery: 1, scheme: token-choice",
                "moe|experts: 3, expertScheme: token-choice, capacityFactor: 0.7",
            })
    void where_tokens_choose_training_is_causal_too(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        Decoder decoder = Models.strong(spec, manager);
        long[] text = text(spec);

        assertThat(moved(decoder, text, Pass.Purpose.MEASURE)[0]).isLessThan(1e-10);
        assertThat(Models.logits(decoder, text, 1, Pass.Purpose.MEASURE_CAUSALLY, manager))
                .isEqualTo(Models.logits(decoder, text, 1, Pass.Purpose.MEASURE, manager));
    }

    /** Invariant 10. Stochastic draws belong to places in the batch, so only the first sequence has the same ones alone. */
    @ParameterizedTest
    @FieldSource("CAUSAL")
    void a_sequence_does_not_notice_the_others_of_its_batch(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        Decoder decoder = Models.strong(spec, manager);
        Batch batch = Models.batch(spec);
        double[] together =
                Models.logits(decoder, batch.inputs(), batch.count(), Pass.Purpose.MEASURE_CAUSALLY, manager);
        int length = batch.length();
        int alone = variant.contains("stochastic") ? 1 : batch.count();
        for (int b = 0; b < alone; b++) {
            long[] own = Arrays.copyOfRange(batch.inputs(), b * length, (b + 1) * length);
            double[] expected = Arrays.copyOfRange(together, b * length * 256, (b + 1) * length * 256);

            assertThat(Models.logits(decoder, own, 1, Pass.Purpose.MEASURE_CAUSALLY, manager))
                    .containsExactly(expected, within(1e-11));
        }
    }
}
