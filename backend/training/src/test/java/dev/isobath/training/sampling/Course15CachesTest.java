package dev.isobath.training.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.Beside;
import dev.isobath.training.Models;
import dev.isobath.training.Specs;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.model.Decoder;
import dev.isobath.training.routing.RouterTrace;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares decoding token by token, with cached keys and values, with computing the whole text anew for every token. */
class Course15CachesTest {

    private static final int[] PROMPTS = {1, 7, 3, 4};

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<String> variants() {
        return Models.causal();
    }

    @ParameterizedTest
    @MethodSource("variants")
    void cached_decoding_is_full_recomputation_token_for_token(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        continueAndCompare(spec, Models.strong(spec, manager));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "moe|experts: 4, capacityFactor: 2.5",
                "moe|experts: 3",
                "staged-mode|capacity: 0.5, experts: 4, capacityFactor: 1.5, routeEvery: 1, causal: predictor",
                "integrated-mode|experts: 2, noOps: 2",
                "integrated-mode|experts: 4, noOps: 1, capacityFactor: 2.5",
                "integrated-mode|experts: 3, noOps: 2, expertScheme: token-choice, topM: 2, noOpShare: 0.5",
                "integrated-mode|experts: 3, noOps: 2, expertScheme: token-choice, topM: 2, expertShares: renormalised, noOpShare: 0.5, capacityFactor: 0.5",
                "mod|capacity: 0.5, routeEvery: 1, scheme: threshold",
                "mod|capacity: 1, routeEvery: 1, scheme: threshold",
                "staged-mode|capacity: 0.5, routeEvery: 1, scheme: threshold, experts: 3, expertScheme: token-choice, topM: 2",
                "staged-mode|capacity: 0.5, scheme: threshold, experts: 3"
            })
    void so_it_is_with_thresholds(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        Decoder decoder = Models.strong(spec, manager);
        decoder.weights().buffers().values().forEach(thresholds -> thresholds.addi(0.2));

        continueAndCompare(spec, decoder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "baseline|",
                "moe|experts: 3, expertScheme: token-choice, topM: 2",
                "mod|capacity: 0.5, routeEvery: 1, causal: predictor",
                "staged-mode|capacity: 0.5, routeEvery: 1, experts: 2, causal: auxiliary, gate: mlp",
                "integrated-mode|experts: 2, noOps: 1"
            })
    void so_it_is_with_the_multipliers_of_a_parametrization(String variant) {
        String[] parts = variant.split("\\|", -1);
        ExperimentSpec spec = Specs.tiny(
                parts[0],
                parts[1],
                "budget: {steps: 8}, parametrization: completep, baseWidth: 32, baseHeads: 2, baseLayers: 1");

        continueAndCompare(spec, Models.strong(spec, manager));
    }

    @Test
    void a_cache_that_outgrows_its_first_room_keeps_what_it_has() {
        ExperimentSpec spec = Specs.yaml("""
                name: longer
                seed: 7
                architecture: {kind: mod, layers: 2, width: 8, heads: 2, capacity: 0.5, routeEvery: 1, causal: predictor}
                data: {corpus: generated, sequenceLength: 40}
                training: {batch: 1, budget: {steps: 1}}
                """);
        Decoder decoder = Models.strong(spec, manager);
        // All tokens are taken, so that the capacity of 16 is used up twice.
        decoder.weights().array("blocks.1.predictor.output.bias").addi(1e6);

        continueAndCompare(spec, decoder);
    }

    /**
     * Returns models whose choices do not depend on the last bits of a number, in the formats whose matrices are packed for
     * sampling.
     */
    static Stream<Arguments> surelyRouted() {
        return Stream.of(
                        "baseline|",
                        "mod|capacity: [1, {tokens: 3}], scheme: stochastic",
                        "moe|experts: 2, expertScheme: token-choice, topM: 2, capacityFactor: 1",
                        "moe|experts: 2, expertScheme: token-choice, topM: 2, expertShares: renormalised",
                        "staged-mode|capacity: 0.5, scheme: stochastic, experts: 2, expertScheme: token-choice, topM: 2")
                .flatMap(variant ->
                        Stream.of(arguments(variant, NumberFormat.F32), arguments(variant, NumberFormat.BF16)));
    }

    @ParameterizedTest
    @MethodSource("surelyRouted")
    void cached_decoding_rounds_like_full_recomputation(String variant, NumberFormat format) {
        ExperimentSpec spec = Models.variant(variant);
        continueAndCompare(spec, Models.strong(spec, manager, format), format);
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16"})
    void cached_decoding_with_matrices_of_a_megabyte_rounds_like_full_recomputation(NumberFormat format) {
        ExperimentSpec spec = Specs.yaml("""
                name: wide
                seed: 7
                architecture:
                  {kind: mod, layers: 2, width: 256, heads: 4, capacity: 0.5, routeEvery: 2, causal: predictor, predictorWidth: 1024}
                data: {corpus: generated, sequenceLength: 9}
                training: {batch: 1, budget: {steps: 1}}
                """);
        Decoder decoder = new Decoder(spec, manager, new Functions(manager, format));
        decoder.weights().array("blocks.1.predictor.output.bias").addi(1e6);

        continueAndCompare(spec, decoder, format);
    }

    private void continueAndCompare(ExperimentSpec spec, Decoder decoder) {
        continueAndCompare(spec, decoder, NumberFormat.F64);
    }

    private void continueAndCompare(ExperimentSpec spec, Decoder decoder, NumberFormat format) {
        int[][] texts = texts(spec);
        try (CachedDecoder cached = new CachedDecoder(spec, decoder, format, manager);
                CachedDecoder.Texts state =
                        cached.texts(texts.length, spec.data().sequenceLength())) {
            int[] lengths = PROMPTS.clone();
            for (int text = 0; text < texts.length; text++) {
                CachedDecoder.Next next = state.begin(text, Arrays.copyOf(texts[text], lengths[text]));
                compare(decoder, texts[text], lengths[text], next.logits(), state, text, format);
            }
            for (int[] owners = left(lengths, spec); owners.length > 0; owners = left(lengths, spec)) {
                int[] tokens = Arrays.stream(owners)
                        .map(owner -> texts[owner][lengths[owner]])
                        .toArray();
                CachedDecoder.Next next = state.advance(owners, tokens);
                for (int i = 0; i < owners.length; i++) {
                    int owner = owners[i];
                    lengths[owner]++;
                    double[] logits = Arrays.copyOfRange(next.logits(), i * 256, (i + 1) * 256);
                    compare(decoder, texts[owner], lengths[owner], logits, state, owner, format);
                }
            }
        }
    }

    private static int[] left(int[] lengths, ExperimentSpec spec) {
        return IntStream.range(0, lengths.length)
                .filter(text -> lengths[text] < spec.data().sequenceLength())
                .toArray();
    }

    private static int[][] texts(ExperimentSpec spec) {
        int[][] texts = new int[PROMPTS.length][spec.data().sequenceLength()];
        for (int text = 0; text < texts.length; text++) {
            for (int i = 0; i < texts[text].length; i++) {
                texts[text][i] = (int) new Randomness(5).below(256, "text", text, i);
            }
        }
        return texts;
    }

    /** Compares the logits after {@code length} tokens, and the number of tokens that each block has kept. */
    private void compare(
            Decoder decoder,
            int[] tokens,
            int length,
            double[] logits,
            CachedDecoder.Texts state,
            int text,
            NumberFormat format) {
        long[] whole = Arrays.stream(tokens).limit(length).asLongStream().toArray();
        try (NDManager scope = manager.newSubManager();
                Pass pass = decoder.passOverText(scope, Pass.Purpose.EVALUATE_CAUSALLY, length)) {
            double[] all = NDArrays.values(decoder.logits(whole, pass));
            double[] last = Arrays.copyOfRange(all, all.length - 256, all.length);
            // This bounds all logits together: a few roundings in each block, each of 2^-24 or 2^-9.
            double close = switch (format) {
                case F64 -> 1e-12;
                case F32 -> 1e-5;
                case BF16 -> 0.05;
            };
            assertThat(Beside.distance(logits, last))
                    .describedAs("relative distance after %d tokens", length)
                    .isLessThan(close);
            int[] kept = new int[decoder.blocks().size()];
            Arrays.fill(kept, length);
            pass.traces(RouterTrace.class).forEach(trace -> kept[trace.layer()] = members(trace));
            for (int layer = 0; layer < kept.length; layer++) {
                assertThat(state.lengths()[layer][text])
                        .describedAs("block %d after %d tokens", layer, length)
                        .isEqualTo(kept[layer]);
            }
        }
    }

    private static int members(RouterTrace trace) {
        int members = 0;
        for (boolean member : trace.selection().membership()) {
            members += member ? 1 : 0;
        }
        return members;
    }

    @Test
    void skipped_tokens_leave_nothing_in_a_routed_block() {
        ExperimentSpec spec = Models.variant("mod|capacity: 0.25, routeEvery: 1, causal: predictor");
        Decoder decoder = Models.strong(spec, manager);
        decoder.weights().array("blocks.1.predictor.output.bias").addi(-1e6);
        try (CachedDecoder cached = new CachedDecoder(spec, decoder, NumberFormat.F64, manager);
                CachedDecoder.Texts state = cached.texts(1, 12)) {
            CachedDecoder.Next begun = state.begin(0, 1, 2, 3);
            CachedDecoder.Next next = state.advance(new int[] {0}, 4);

            assertThat(state.lengths()[1][0]).isZero();
            assertThat(state.lengths()[0][0])
                    .isEqualTo(Arrays.stream(begun.depths()).sum() + next.depths()[0]);
        }
    }

    @Test
    void a_repeated_text_goes_on_like_the_one_it_was_taken_from() {
        ExperimentSpec spec = Models.variant("staged-mode|capacity: 0.5, experts: 3, causal: predictor");
        Decoder decoder = Models.strong(spec, manager);
        try (CachedDecoder cached = new CachedDecoder(spec, decoder, NumberFormat.F64, manager);
                CachedDecoder.Texts state = cached.texts(3, 12)) {
            state.begin(1, 10, 20, 30, 40);
            state.repeat(2, 1);
            state.repeat(0, 1);
            CachedDecoder.Next next = state.advance(new int[] {0, 1, 2}, 50, 50, 50);

            List<double[]> each = IntStream.range(0, 3)
                    .mapToObj(i -> Arrays.copyOfRange(next.logits(), i * 256, (i + 1) * 256))
                    .toList();
            assertThat(each.get(0)).containsExactly(each.get(1), within(1e-12));
            assertThat(each.get(2)).containsExactly(each.get(1), within(1e-12));
        }
    }

    @Test
    void a_model_that_learned_no_causal_routing_is_refused() {
        ExperimentSpec spec = Models.variant("mod|capacity: 0.5");
        Decoder decoder = Models.strong(spec, manager);

        assertThatThrownBy(() -> new CachedDecoder(spec, decoder, NumberFormat.F64, manager))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("causal");
    }
}
