package dev.isobath.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.isobath.spec.SpecReader;
import dev.isobath.spec.SpecWriter;
import dev.isobath.spec.Violation;
import dev.isobath.spec.inference.InferenceRequest;
import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.spec.inference.RoutingMode;
import dev.isobath.worker.ProtocolServer.Run;
import dev.isobath.worker.attempt.AttemptProcess;
import dev.isobath.worker.files.Json;
import dev.isobath.worker.inference.InferenceProcess;
import dev.isobath.worker.node.NodeOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** A node that trains a very small model and then serves inference requests for it. */
class RealInferenceTest {

    private static final int STEPS = 300;

    @TempDir
    private Path home;

    private ProtocolServer server;
    private RunningNode node;

    @BeforeEach
    void start() throws IOException {
        server = new ProtocolServer(Specs.CORPUS);
        NodeOptions options = RunningNode.options(server.address(), home, ProtocolServer.NODE_TOKEN);
        node = RunningNode.start(options, AttemptProcess.class, RunningNode.answers(options, InferenceProcess.class));
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        node.close();
        server.close();
    }

    private byte[] trained(String causal) throws InterruptedException {
        return trained(causal, "\"bytes\"", null);
    }

    /** Trains a model whose tokens are the words of {@link Specs#WORDS}. */
    private byte[] trainedOnWords() throws InterruptedException {
        return trained("predictor", "\"words\", \"vocabulary\": " + Specs.WORDS_VOCABULARY, Specs.WORDS);
    }

    private byte[] trained(String causal, String tokenizer, byte @Nullable [] file) throws InterruptedException {
        ObjectNode spec =
                SpecWriter.write(SpecReader.read(Json.MAPPER.readTree("""
                {"name": "asked", "seed": 3,
                 "architecture": {"kind": "mod", "layers": 2, "width": 16, "heads": 1, "capacity": 0.5, "causal": "%s"},
                 "data": {"corpus": "water", "tokenizer": %s, "sequenceLength": 32, "allowUnknown": true},
                 "training": {"batch": 4, "budget": {"steps": %d}, "learningRate": 0.01, "evaluateEvery": 100}}
                """.formatted(causal, tokenizer, STEPS))));
        Run run = server.offer(spec, STEPS, null, null, file);
        assertThat(server.awaitFinish(run).step()).isEqualTo(STEPS);
        return Objects.requireNonNull(run.checkpoints.get((long) STEPS));
    }

    private InferenceResult answer(byte[] checkpoint, InferenceRequest request) throws InterruptedException {
        return server.inference.awaitAnswer(server.inference.ask(checkpoint, request));
    }

    private InferenceResult answerInWords(byte[] checkpoint, InferenceRequest request) throws InterruptedException {
        return server.inference.awaitAnswer(server.inference.ask(checkpoint, Specs.WORDS, request));
    }

    private static InferenceRequest.Samples samples(String prompt) {
        return new InferenceRequest.Samples(prompt, 6, 0, 1, 1, List.of(), 2);
    }

    @Test
    void a_trained_model_goes_on_with_the_text_it_was_trained_on() throws Exception {
        byte[] checkpoint = trained("predictor");

        InferenceResult answer = answer(checkpoint, samples("shallow "));
        assertThat(answer).isInstanceOf(InferenceResult.Samples.class);
        InferenceResult.Samples drawn = (InferenceResult.Samples) answer;

        assertThat(drawn.samples()).hasSize(2);
        assertThat(drawn.samples().getFirst().text()).isEqualTo("water,");
        assertThat(drawn.samples().getFirst().depths()).hasSize(6).allMatch(depth -> depth == 1 || depth == 2);
        assertThat(drawn.samples().get(1)).isEqualTo(drawn.samples().getFirst());
        assertThat(drawn.tokensPerSecond()).isPositive();

        for (RoutingMode routing : RoutingMode.values()) {
            assertThat(answer(checkpoint, new InferenceRequest.Logits("Deep wate", routing, false)))
                    .asInstanceOf(type(InferenceResult.Logits.class))
                    .satisfies(logits -> {
                        assertThat(logits.logits()).isNull();
                        assertThat(logits.likely().getLast().getFirst().piece()).isEqualTo("r");
                        assertThat(logits.routed())
                                .extracting(InferenceResult.Routed::layer)
                                .containsExactly(1);
                    });
        }

        for (RoutingMode routing : RoutingMode.values()) {
            assertThat(answer(checkpoint, new InferenceRequest.RoutingMap("Deep water", routing)))
                    .asInstanceOf(type(InferenceResult.RoutingMap.class))
                    .satisfies(map -> {
                        assertThat(map.pieces()).hasSize(10).endsWith("e", "r");
                        assertThat(map.blocks())
                                .extracting(InferenceResult.MappedBlock::routed)
                                .containsExactly(false, true);
                        assertThat(map.blocks().get(1).weights()).hasSize(10);
                        assertThat(map.losses().get(8)).isLessThan(0.5);
                        assertThat(map.losses().getLast()).isNull();
                    });
        }
    }

    @Test
    void a_model_that_was_trained_with_a_tokenizer_of_its_project_is_asked_in_its_tokens() throws Exception {
        byte[] checkpoint = trainedOnWords();

        assertThat(answerInWords(checkpoint, samples("Deep water, shallow")))
                .asInstanceOf(type(InferenceResult.Samples.class))
                .satisfies(drawn -> {
                    InferenceResult.Sample first = drawn.samples().getFirst();
                    assertThat(first.pieces().subList(0, 2)).containsExactly(" water", " ,");
                    assertThat(first.tokens()).hasSize(6).startsWith(3, 6);
                    assertThat(first.depths()).hasSize(6);
                });
        assertThat(answerInWords(
                        checkpoint, new InferenceRequest.Logits("Deep water, shallow", RoutingMode.TOP_K, true)))
                .asInstanceOf(type(InferenceResult.Logits.class))
                .satisfies(logits -> {
                    assertThat(logits.pieces()).containsExactly("Deep", " water", " ,", " shallow");
                    assertThat(logits.vocabulary()).isEqualTo(Specs.WORDS_VOCABULARY);
                    assertThat(logits.likely().getLast().getFirst().piece()).isEqualTo("water");
                });
        // The attempt had fetched it already.
        assertThat(server.calls("question-tokenizer")).isEmpty();
    }

    @Test
    void a_text_with_more_tokens_than_the_model_reads_is_refused_with_their_number() throws Exception {
        byte[] checkpoint = trainedOnWords();

        assertRefused(
                answerInWords(checkpoint, new InferenceRequest.Logits("water ".repeat(33), RoutingMode.TOP_K, false)),
                "/text",
                "has 33 tokens; the model's sequences have 32");
        assertRefused(
                answerInWords(checkpoint, samples("water ".repeat(32))),
                "/prompt",
                "has 32 tokens, as many as the model's sequences; shorten it");
        assertRefused(
                answerInWords(checkpoint, samples(" ")),
                "/prompt",
                "has nothing that the model's tokenizer makes a token of; write something else");
        assertThat(answerInWords(
                        checkpoint, new InferenceRequest.Logits("water ".repeat(32), RoutingMode.TOP_K, false)))
                .isInstanceOf(InferenceResult.Logits.class);
    }

    private static void assertRefused(InferenceResult answer, String pointer, String message) {
        assertThat(answer).isEqualTo(new InferenceResult.Refused(List.of(new Violation(pointer, message))));
    }

    @Test
    void what_a_model_cannot_be_asked_is_refused_with_a_pointer() throws Exception {
        byte[] checkpoint = trained("none");

        assertThat(answer(checkpoint, new InferenceRequest.Logits("Deep", RoutingMode.CAUSAL, true)))
                .asInstanceOf(type(InferenceResult.Refused.class))
                .satisfies(refused ->
                        assertThat(refused.violations().getFirst().pointer()).isEqualTo("/routing"));
        assertThat(answer(checkpoint, samples("shallow "))).isInstanceOf(InferenceResult.Refused.class);
    }
}
