package dev.isobath.training.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.InvalidSpec;
import dev.isobath.spec.inference.InferenceRequest;
import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.spec.inference.RoutingMode;
import dev.isobath.training.Models;
import dev.isobath.training.Recorder;
import dev.isobath.training.Specs;
import dev.isobath.training.Texts;
import dev.isobath.training.Training;
import dev.isobath.training.checkpoint.Checkpoint;
import dev.isobath.training.checkpoint.Progress;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.metrics.RunHistory;
import dev.isobath.training.model.Decoder;
import dev.isobath.training.optimiser.Trainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint that computes logits and samples. */
class Course15InferenceTest {

    private static final String PREDICTOR = "mod|capacity: 0.5, causal: predictor, predictorWidth: 5";
    private static final int VOCABULARY = 256;

    @TempDir
    Path folder;

    /** Writes a checkpoint with weights that are large enough to tell tokens apart. */
    private Path checkpoint(String variant) throws IOException {
        ExperimentSpec spec = Models.variant(variant);
        try (NDManager manager = NativeEngine.newManager()) {
            Trainer trainer = new Trainer(spec, manager, NumberFormat.F32);
            for (Weight weight : trainer.decoder().weights().list()) {
                double[] noise = new Randomness(11).normal((int) weight.array().size(), 0.4, weight.name());
                weight.array()
                        .addi(NDArrays.of(
                                manager,
                                weight.array().getDataType(),
                                noise,
                                weight.array().getShape()));
            }
            return Checkpoint.write(folder, spec, new Progress(3, 108, 1.5e9, 0.1, RunHistory.NONE), trainer);
        }
    }

    private Inference open(String variant) throws IOException {
        return Inference.open(checkpoint(variant));
    }

    private static InferenceRequest.Samples greedy(String prompt, int tokens) {
        return new InferenceRequest.Samples(prompt, tokens, 0, 1, 1, List.of(), 1);
    }

    private static InferenceRequest.Samples warm(String prompt, long seed, int count, String... stop) {
        return new InferenceRequest.Samples(prompt, 8, 1, 1, seed, List.of(stop), count);
    }

    private static InferenceResult.Logits logits(Inference inference, String text, RoutingMode routing) {
        return inference.logits(new InferenceRequest.Logits(text, routing, true));
    }

    private static double[] row(InferenceResult.Logits logits, int token) {
        return Objects.requireNonNull(logits.logits()).get(token).stream()
                .mapToDouble(Float::doubleValue)
                .toArray();
    }

    /** Checkpoints of older versions have no thresholds, as one of a model that was never trained has none. */
    @Test
    void without_thresholds_of_experts_that_choose_a_result_says_that_the_older_rule_routed_them() throws IOException {
        String old = "no thresholds of experts, because it was taken by an older version";
        try (Inference inference = open("moe|experts: 3")) {
            assertThat(inference.samples(greedy("the tide", 2)).note()).contains(old);
            assertThat(logits(inference, "the tide", RoutingMode.CAUSAL).note()).contains(old);
            assertThat(logits(inference, "the tide", RoutingMode.TOP_K).note()).isNull();
        }
        try (Inference inference = open("moe|experts: 3, expertScheme: token-choice")) {
            assertThat(inference.samples(greedy("the tide", 2)).note()).isNull();
        }
        Recorder trained = new Recorder();
        Training.run(
                Specs.tiny("moe", "experts: 3"), Texts.file(folder, 2_000), null, folder.resolve("trained"), trained);
        try (Inference inference = Inference.open(trained.lastFile())) {
            assertThat(inference.samples(greedy("the", 2)).note()).isNull();
        }
    }

    @Test
    void a_checkpoint_knows_its_spec_and_its_step() throws IOException {
        try (Inference inference = open(PREDICTOR)) {
            assertThat(inference.spec()).isEqualTo(Models.variant(PREDICTOR));
            assertThat(inference.step()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PREDICTOR, "staged-mode|capacity: 0.5, experts: 3", "integrated-mode|experts: 2, noOps: 1"})
    void a_model_that_is_only_asked_has_the_same_weights_and_no_room_for_gradients(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        try (NDManager manager = NativeEngine.newManager()) {
            Functions functions = new Functions(manager, NumberFormat.F32);
            List<Weight> learned =
                    new Decoder(spec, manager, functions).weights().list();
            List<Weight> asked =
                    Decoder.unfilled(spec, manager, functions, false).weights().list();

            assertThat(asked)
                    .extracting(Weight::name)
                    .isEqualTo(learned.stream().map(Weight::name).toList());
            assertThat(asked)
                    .extracting(weight -> weight.array().getShape())
                    .isEqualTo(learned.stream()
                            .map(weight -> weight.array().getShape())
                            .toList());
            assertThat(asked)
                    .allSatisfy(weight -> assertThat(weight.gradient().size()).isZero());
        }
    }

    @Test
    void logits_come_with_tokens_pieces_and_what_the_routed_blocks_took() throws IOException {
        try (Inference inference = open(PREDICTOR)) {
            InferenceResult.Logits answer = logits(inference, "ab\u00e9c", RoutingMode.TOP_K);

            assertThat(answer.tokens()).containsExactly(97, 98, 0xC3, 0xA9, 99);
            assertThat(answer.pieces()).containsExactly("a", "b", "", "é", "c");
            assertThat(answer.logits())
                    .hasSize(5)
                    .allSatisfy(row -> assertThat(row).hasSize(VOCABULARY));
            assertThat(answer.routed()).hasSize(1);
            assertThat(answer.routed().getFirst().layer()).isEqualTo(1);
            // This is half of five, rounded up.
            assertThat(answer.routed().getFirst().tokens()).hasSize(3).isSorted();
            assertThat(answer.routed().getFirst().weights()).hasSize(3);
        }
    }

    @Test
    void likely_tokens_are_the_largest_logits_and_their_softmax() throws IOException {
        try (Inference inference = open("baseline|")) {
            InferenceResult.Logits answer = logits(inference, "ab", RoutingMode.TOP_K);
            double[] row = row(answer, 1);
            InferenceResult.Likely first = answer.likely().get(1).getFirst();

            assertThat(row[first.token()])
                    .isEqualTo(java.util.Arrays.stream(row).max().orElseThrow());
            double total = java.util.Arrays.stream(row).map(Math::exp).sum();
            assertThat(first.probability()).isCloseTo(Math.exp(row[first.token()]) / total, within(1e-6));
            assertThat(answer.likely().get(1))
                    .extracting(InferenceResult.Likely::probability)
                    .isSortedAccordingTo((a, b) -> Double.compare(b, a));
        }
    }

    static Stream<String> causalVariants() {
        return Models.causal();
    }

    /** Invariant 6. */
    @ParameterizedTest
    @MethodSource("causalVariants")
    void a_later_token_never_changes_earlier_logits_under_causal_routing(String variant) throws IOException {
        try (Inference inference = open(variant)) {
            InferenceResult.Logits one = logits(inference, "abcdefgh", RoutingMode.CAUSAL);
            InferenceResult.Logits other = logits(inference, "abcdeXYZUV", RoutingMode.CAUSAL);

            for (int token = 0; token < 5; token++) {
                assertThat(row(one, token)).containsExactly(row(other, token), within(1e-4));
            }
            assertThat(row(one, 5)).isNotEqualTo(row(other, 5));
        }
    }

    @Test
    void under_top_k_a_later_token_does_change_earlier_logits() throws IOException {
        try (Inference inference = open(PREDICTOR)) {
            InferenceResult.Logits one = logits(inference, "abcdefgh", RoutingMode.TOP_K);
            boolean changed = false;
            for (String end : List.of("XYZU", "1234", "....", "zzzz")) {
                InferenceResult.Logits other = logits(inference, "abcd" + end, RoutingMode.TOP_K);
                for (int token = 0; token < 4; token++) {
                    changed |= Math.abs(row(one, token)[0] - row(other, token)[0]) > 0.01;
                }
            }
            assertThat(changed).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("causalVariants")
    void without_temperature_each_token_is_the_likeliest_after_the_text_before_it(String variant) throws IOException {
        try (Inference inference = open(variant)) {
            InferenceResult.Sample sample =
                    inference.samples(greedy("ab", 6)).samples().getFirst();

            int[] tokens = new int[] {97, 98};
            for (int i = 0; i < sample.tokens().size(); i++) {
                String before = new String(bytes(tokens), StandardCharsets.ISO_8859_1);
                if (!before.chars().allMatch(character -> character < 128)) {
                    // No UTF-8 text has these bytes, so no request can ask for their logits.
                    return;
                }
                InferenceResult.Logits logits = logits(inference, before, RoutingMode.CAUSAL);
                assertThat(sample.tokens().get(i))
                        .isEqualTo(logits.likely().getLast().getFirst().token());
                tokens = java.util.Arrays.copyOf(tokens, tokens.length + 1);
                tokens[tokens.length - 1] = sample.tokens().get(i);
            }
        }
    }

    private static byte[] bytes(int[] tokens) {
        byte[] bytes = new byte[tokens.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) tokens[i];
        }
        return bytes;
    }

    @Test
    void a_seed_gives_the_same_samples_again_however_many_are_asked_for() throws IOException {
        try (Inference inference = open(PREDICTOR)) {
            List<InferenceResult.Sample> three =
                    inference.samples(warm("ab", 7, 3)).samples();

            assertThat(inference.samples(warm("ab", 7, 3)).samples()).isEqualTo(three);
            assertThat(inference.samples(warm("ab", 7, 1)).samples()).containsExactly(three.getFirst());
            assertThat(inference.samples(warm("ab", 8, 3)).samples()).isNotEqualTo(three);
            assertThat(three.get(1).tokens()).isNotEqualTo(three.get(0).tokens());
        }
    }

    @Test
    void a_sample_ends_with_the_first_stop_text() throws IOException {
        try (Inference inference = open(PREDICTOR)) {
            InferenceResult.Sample whole =
                    inference.samples(warm("ab", 7, 1)).samples().getFirst();
            String stop = whole.pieces().stream()
                    .filter(piece -> piece.length() == 1)
                    .findFirst()
                    .orElseThrow();
            InferenceResult.Sample stopped = inference
                    .samples(warm("ab", 7, 1, "nowhere", stop))
                    .samples()
                    .getFirst();

            int end = whole.pieces().indexOf(stop) + 1;
            assertThat(stopped.ended()).isEqualTo(InferenceResult.Ended.STOP);
            assertThat(stopped.tokens()).isEqualTo(whole.tokens().subList(0, end));
            assertThat(stopped.depths()).isEqualTo(whole.depths().subList(0, end));
            assertThat(whole.ended()).isEqualTo(InferenceResult.Ended.LENGTH);
        }
    }

    @Test
    void a_sample_ends_where_the_sequences_that_were_trained_on_do() throws IOException {
        try (Inference inference = open(PREDICTOR)) {
            InferenceResult.Sample sample =
                    inference.samples(greedy("abcd", 100)).samples().getFirst();

            assertThat(sample.tokens()).hasSize(12 - 4);
            assertThat(sample.depths()).hasSize(12 - 4).allMatch(depth -> depth == 1 || depth == 2);
            assertThat(sample.ended()).isEqualTo(InferenceResult.Ended.LENGTH);
        }
    }

    @Test
    void a_model_without_causal_routing_has_top_k_logits_and_nothing_else() throws IOException {
        try (Inference inference = open("mod|capacity: 0.5")) {
            assertThat(logits(inference, "ab", RoutingMode.TOP_K).logits()).hasSize(2);
            assertThatThrownBy(() -> logits(inference, "ab", RoutingMode.CAUSAL))
                    .isInstanceOf(InvalidSpec.class)
                    .hasMessageStartingWith("/routing")
                    .hasMessageContaining("causal: predictor");
            assertThatThrownBy(() -> inference.samples(greedy("ab", 3)))
                    .isInstanceOf(InvalidSpec.class)
                    .hasMessageContaining("causal: predictor");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "thirteen char"})
    void a_text_of_no_token_or_of_too_many_is_refused(String text) throws IOException {
        try (Inference inference = open("baseline|")) {
            assertThatThrownBy(() -> logits(inference, text, RoutingMode.TOP_K))
                    .isInstanceOf(InvalidSpec.class)
                    .hasMessageStartingWith("/text");
            assertThatThrownBy(() -> inference.samples(greedy(text, 3)))
                    .isInstanceOf(InvalidSpec.class)
                    .hasMessageStartingWith("/prompt");
        }
    }

    @Test
    void a_prompt_that_leaves_no_room_is_refused() throws IOException {
        try (Inference inference = open("baseline|")) {
            assertThatThrownBy(() -> inference.samples(greedy("twelve chars", 3)))
                    .isInstanceOf(InvalidSpec.class)
                    .hasMessageStartingWith("/prompt");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "mod", "staged-mode", "integrated-mode"})
    void bfloat16_models_are_sampled_too(String kind) throws IOException {
        String causal = kind.equals("mod") || kind.equals("staged-mode") ? "capacity: 0.5, causal: predictor" : "";
        ExperimentSpec spec = Specs.tiny(kind, causal, "budget: {steps: 8}, precision: bf16");
        Path file;
        try (NDManager manager = NativeEngine.newManager()) {
            file = Checkpoint.write(folder, spec, Progress.START, new Trainer(spec, manager, NumberFormat.BF16));
        }
        try (Inference inference = Inference.open(file)) {
            assertThat(inference.samples(warm("ab", 1, 3)).samples())
                    .hasSize(3)
                    .allSatisfy(sample -> assertThat(sample.tokens()).hasSize(8));
        }
    }

    @Test
    void an_evaluation_has_both_losses_and_the_scores_of_each_routed_block() throws IOException {
        Recorder recorder = new Recorder();
        Training.run(
                Specs.tiny("mod", "capacity: 0.5, causal: auxiliary"),
                Texts.file(folder, 4000),
                null,
                folder.resolve("checkpoints"),
                recorder);

        assertThat(recorder.last().metrics())
                .containsKeys("val_loss", "val_loss_causal", "predictor_accuracy/1", "predictor_recall/1")
                .containsEntry("predictor_base_rate/1", 0.5)
                .doesNotContainKey("predictor_accuracy/0");
        assertThat(recorder.metric("val_loss_causal").getFirst()).isNull();
    }

    @Test
    void a_model_that_never_looks_ahead_has_one_held_out_loss() throws IOException {
        Recorder recorder = new Recorder();
        Training.run(
                Specs.tiny("mod", "capacity: 0.5, scheme: token-choice"),
                Texts.file(folder, 4000),
                null,
                folder.resolve("checkpoints"),
                recorder);

        assertThat(recorder.last().metrics()).containsKey("val_loss_causal");
        assertThat(recorder.metric("val_loss_causal")).isEqualTo(recorder.metric("val_loss"));
    }
}
