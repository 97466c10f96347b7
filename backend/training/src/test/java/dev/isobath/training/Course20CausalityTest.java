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

/** Routing that knows nothing of later tokens. Invariant 6. */
class Course20CausalityTest {

    static Stream<String> causal() {
        return Models.causal();
    }

    /** Blocks or experts choose the best tokens of a sequence, so that training sees what sampling cannot. */
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
    @MethodSource("causal")
    void a_later_token_never_changes_earlier_logits(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        double[] moved = moved(Models.strong(spec, manager), text(spec), Pass.Purpose.EVALUATE_CAUSALLY);

        assertThat(moved[0]).isLessThan(1e-10);
        assertThat(moved[1]).isGreaterThan(0.1);
    }

    /** Invariant 6 again, with no later tokens at all: neither they nor how many they are can be seen. */
    @ParameterizedTest
    @MethodSource("causal")
    void the_beginning_of_a_text_has_the_logits_it_has_in_the_whole(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        Decoder decoder = Models.strong(spec, manager);
        long[] text = text(spec);
        double[] whole = Models.logits(decoder, text, 1, Pass.Purpose.EVALUATE_CAUSALLY, manager);
        for (int length = 1; length < text.length; length++) {
            try (NDManager scope = manager.newSubManager();
                    Pass pass = decoder.reading(scope, Pass.Purpose.EVALUATE_CAUSALLY, length)) {
                double[] alone = NDArrays.values(decoder.logits(Arrays.copyOf(text, length), pass));
                assertThat(Beside.furthest(alone, Arrays.copyOf(whole, length * 256)))
                        .as("%d tokens", length)
                        .isLessThan(1e-10);
            }
        }
    }

    /** Invariant 6, the other half: under top-k it does, and where experts choose too. */
    @ParameterizedTest
    @MethodSource("lookingAhead")
    void where_blocks_or_experts_choose_the_best_tokens_it_does(String variant) {
        ExperimentSpec spec = Models.variant(variant);

        assertThat(moved(Models.strong(spec, manager), text(spec), Pass.Purpose.EVALUATE)[0])
                .isGreaterThan(1e-3);
    }

    /** Token-choice is the same in training: nobody looks ahead there. */
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

    /** Where empty places come last in every sum; among experts inside of routed blocks fewer places add up in another order. */
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

    /** Draws look at no token, so that in training too no change of one is noticed before it. */
    @ParameterizedTest
    @MethodSource("stochastic")
    void where_nobody_chooses_no_later_token_is_noticed_in_training_either(String variant) {
        ExperimentSpec spec = Models.variant(variant);

        assertThat(moved(Models.strong(spec, manager), text(spec), Pass.Purpose.EVALUATE)[0])
                .isLessThan(1e-10);
    }
}
