package dev.isobath.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.isobath.spec.SpecReader;
import dev.isobath.spec.SpecWriter;
import dev.isobath.spec.questions.Answer;
import dev.isobath.spec.questions.Question;
import dev.isobath.spec.questions.RoutingMode;
import dev.isobath.worker.ProtocolServer.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** A node that trains a very small model and is then asked for what it has learned. */
class RealAnswersTest {

    private static final int STEPS = 300;

    @TempDir
    private Path home;

    private ProtocolServer server;
    private RunningNode node;

    @BeforeEach
    void start() throws IOException {
        server = new ProtocolServer(Specs.CORPUS);
        NodeOptions options = RunningNode.options(server.address(), home, ProtocolServer.NODE_TOKEN);
        node = RunningNode.start(options, AttemptProcess.class, RunningNode.answers(options, AnswerProcess.class));
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        node.close();
        server.close();
    }

    private byte[] trained(String causal) throws InterruptedException {
        ObjectNode spec = SpecWriter.write(SpecReader.read(Json.MAPPER.readTree("""
                {"name": "asked", "seed": 3,
                 "architecture": {"kind": "mod", "layers": 2, "width": 16, "heads": 1, "capacity": 0.5, "causal": "%s"},
                 "data": {"corpus": "water", "sequenceLength": 32},
                 "training": {"batch": 4, "budget": {"steps": %d}, "learningRate": 0.01, "evaluateEvery": 100}}
                """.formatted(causal, STEPS))));
        Run run = server.offer(spec, STEPS, null);
        assertThat(server.awaitFinish(run).step()).isEqualTo(STEPS);
        return Objects.requireNonNull(run.checkpoints.get((long) STEPS));
    }

    private Answer answer(byte[] checkpoint, Question question) throws InterruptedException {
        return server.questions.awaitAnswer(server.questions.ask(checkpoint, question));
    }

    private static Question.Samples samples(String prompt) {
        return new Question.Samples(prompt, 6, 0, 1, 1, List.of(), 2);
    }

    @Test
    void a_trained_model_goes_on_with_the_text_it_was_trained_on() throws Exception {
        byte[] checkpoint = trained("predictor");

        Answer answer = answer(checkpoint, samples("shallow "));
        assertThat(answer).isInstanceOf(Answer.Samples.class);
        Answer.Samples drawn = (Answer.Samples) answer;

        assertThat(drawn.samples()).hasSize(2);
        assertThat(drawn.samples().getFirst().text()).isEqualTo("water,");
        assertThat(drawn.samples().getFirst().depths()).hasSize(6).allMatch(depth -> depth == 1 || depth == 2);
        assertThat(drawn.samples().get(1)).isEqualTo(drawn.samples().getFirst());
        assertThat(drawn.tokensPerSecond()).isPositive();

        for (RoutingMode routing : RoutingMode.values()) {
            assertThat(answer(checkpoint, new Question.Logits("Deep wate", routing, false)))
                    .asInstanceOf(type(Answer.Logits.class))
                    .satisfies(logits -> {
                        assertThat(logits.logits()).isNull();
                        assertThat(logits.likely().getLast().getFirst().piece()).isEqualTo("r");
                        assertThat(logits.routed())
                                .extracting(Answer.Routed::layer)
                                .containsExactly(1);
                    });
        }
    }

    @Test
    void what_a_model_cannot_be_asked_is_refused_with_a_pointer() throws Exception {
        byte[] checkpoint = trained("none");

        assertThat(answer(checkpoint, new Question.Logits("Deep", RoutingMode.CAUSAL, true)))
                .asInstanceOf(type(Answer.Refused.class))
                .satisfies(refused ->
                        assertThat(refused.violations().getFirst().pointer()).isEqualTo("/routing"));
        assertThat(answer(checkpoint, samples("shallow "))).isInstanceOf(Answer.Refused.class);
    }
}
