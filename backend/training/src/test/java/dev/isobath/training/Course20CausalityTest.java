package dev.isobath.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Experts;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.model.Decoder;
import dev.isobath.training.routing.CausalRouting;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routing that does not depend on later tokens. Invariant 6. */
class Course20CausalityTest {

    static Stream<String> causal() {
        return Models.causal();
    }

    /**
     * Returns the variants in which blocks or experts choose the best tokens of a sequence. Their training depends on later
     * tokens, which sampling does not have.
     */
    static Stream<String> lookingAhead() {
        return Models.all().filter(variant -> {
            ExperimentSpec spec = Models.variant(variant);
            return CausalRouting.of(spec.architecture()) != CausalRouting.AS_TRAINED
                    && (!Models.stochastic(spec) || expertsChoose(spec));
        });
    }

    private static boolean expertsChoose(ExperimentSpec spec) {
        return Experts.of(spec.architecture())
                .map(experts -> experts.scheme() == Experts.Scheme.EXPERT_CHOICE)
                .orElse(false);
    }

    static Stream<String> tokensChoose() {
        return Models.causal()
                .filter(variant ->
                        CausalRouting.of(Models.variant(variant).architecture()) == CausalRouting.AS_TRAINED);
    }

    static Stream<String> stochastic() {
        return Models.causal()
                .filter(variant -> Models.stochastic(Models.variant(variant)))
                .filter(variant -> !expertsChoose(Models.variant(variant)));
    }

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /**
     * Changes the token at each position in turn. It returns the largest change of the earlier logits, then that of the logits
     * from the position on.
     */
    private double[] moved(Decoder decoder, long[] tokens, Pass.Purpose purpose) {
        double[] before = Models.logits(decoder, tokens, 1, purpose, manager);
        double earlier = 0;
        double later = 0;
        for (int position = 1; position < tokens.length; position++) {
            for (long other : new long[] {1, 77, 200}) {
                long[] changed = tokens.clone();
                changed[position] = (tokens[position] + other) % 256;
                double[] after = Models.logits(decoder, changed, 1, purpose, manager);
                earlier = Math.max(earlier, furthest(before, after, 0, position * 256));
                later = Math.max(later, furthest(before, after, position * 256, before.length));
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
    @MethodSource("causal")
    void a_later_token_never_changes_earlier_logits(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        double[] moved = moved(Models.strong(spec, manager), text(spec), Pass.Purpose.EVALUATE_CAUSALLY);

        assertThat(moved[0]).isLessThan(1e-10);
        assertThat(moved[1]).isGreaterThan(0.1);
    }

    /** Invariant 6 with no later tokens at all. Neither the later tokens nor their number affect the logits. */
    @ParameterizedTest
    @MethodSource("causal")
    void the_beginning_of_a_text_has_the_logits_it_has_in_the_whole(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        Decoder decoder = Models.strong(spec, manager);
        long[] text = text(spec);
        double[] whole = Models.logits(decoder, text, 1, Pass.Purpose.EVALUATE_CAUSALLY, manager);
        for (int length = 1; length < text.length; length++) {
            try (NDManager scope = manager.newSubManager();
                    Pass pass = decoder.passOverText(scope, Pass.Purpose.EVALUATE_CAUSALLY, length)) {
                double[] alone = NDArrays.values(decoder.logits(Arrays.copyOf(text, length), pass));
                assertThat(Beside.furthest(alone, Arrays.copyOf(whole, length * 256)))
                        .as("%d tokens", length)
                        .isLessThan(1e-10);
            }
        }
    }

    /** Invariant 6, the other half: under top-k, and where experts choose, a later token does change earlier logits. */
    @ParameterizedTest
    @MethodSource("lookingAhead")
    void where_blocks_or_experts_choose_the_best_tokens_it_does(String variant) {
        ExperimentSpec spec = Models.variant(variant);

        assertThat(moved(Models.strong(spec, manager), text(spec), Pass.Purpose.EVALUATE)[0])
                .isGreaterThan(1e-3);
    }

    /** Token choice is the same in training, because it does not depend on later tokens. */
    @ParameterizedTest
    @MethodSource("tokensChoose")
    void where_tokens_choose_training_is_causal_too(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        Decoder decoder = Models.strong(spec, manager);
        long[] text = text(spec);

        assertThat(moved(decoder, text, Pass.Purpose.EVALUATE)[0]).isLessThan(1e-10);
        assertThat(Beside.furthest(
                        Models.logits(decoder, text, 1, Pass.Purpose.EVALUATE_CAUSALLY, manager),
                        Models.logits(decoder, text, 1, Pass.Purpose.EVALUATE, manager)))
                .isLessThan(1e-11);
    }

    /**
     * Bits are equal where padding slots come last in every sum. With fewer slots, experts inside routed blocks add up in another
     * order.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mod|capacity: 0.34, routeEvery: 1, scheme: token-choice",
                "moe|experts: 3, expertScheme: token-choice, capacityFactor: 0.7",
            })
    void and_most_of_them_to_the_last_bit(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        Decoder decoder = Models.strong(spec, manager);
        long[] text = text(spec);

        assertThat(Models.logits(decoder, text, 1, Pass.Purpose.EVALUATE_CAUSALLY, manager))
                .isEqualTo(Models.logits(decoder, text, 1, Pass.Purpose.EVALUATE, manager));
    }

    /** Draws do not depend on tokens. In training too, no change of a token affects earlier logits. */
    @ParameterizedTest
    @MethodSource("stochastic")
    void where_nobody_chooses_no_later_token_is_noticed_in_training_either(String variant) {
        ExperimentSpec spec = Models.variant(variant);

        assertThat(moved(Models.strong(spec, manager), text(spec), Pass.Purpose.EVALUATE)[0])
                .isLessThan(1e-10);
    }
}
