package dev.isobath.spec.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.spec.Violation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** Checks the JSON form. A change of a field here breaks worker nodes of another version. */
class InferenceJsonTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static final InferenceResult.RoutingMap MAP = new InferenceResult.RoutingMap(
            List.of(70, 105),
            List.of("F", "i"),
            Arrays.asList(Double.NaN, null),
            List.of(0.5, 1e-300),
            List.of(2, 1),
            List.of(
                    new InferenceResult.MappedBlock(
                            0, false, null, List.of(true, true), null, false, null, null, null, null),
                    new InferenceResult.MappedBlock(
                            1,
                            true,
                            List.of(true, false),
                            List.of(true, false),
                            List.of(0.25f, -3e-8f),
                            false,
                            0.125,
                            List.of(0.75f, 0.5f),
                            List.of(List.of(2), List.of()),
                            List.of(List.of(0.5f), List.of()))),
            2,
            1,
            "This checkpoint is old.");

    @Test
    void a_question_for_logits_has_its_kind_text_and_routing() {
        InferenceRequest question = new InferenceRequest.Logits("Fi", RoutingMode.TOP_K, true);

        String json = "{'kind':'logits','text':'Fi','routing':'top-k','whole':true}".replace('\'', '"');
        assertThat(JSON.readTree(JSON.writeValueAsString(question))).isEqualTo(JSON.readTree(json));
        assertThat(JSON.readValue(json, InferenceRequest.class)).isEqualTo(question);
    }

    @Test
    void a_question_for_a_routing_map_has_its_kind_text_and_routing() {
        InferenceRequest question = new InferenceRequest.RoutingMap("Fi", RoutingMode.CAUSAL);

        String json = "{'kind':'routing','text':'Fi','routing':'causal'}".replace('\'', '"');
        assertThat(JSON.readTree(JSON.writeValueAsString(question))).isEqualTo(JSON.readTree(json));
        assertThat(JSON.readValue(json, InferenceRequest.class)).isEqualTo(question);
    }

    @Test
    void the_size_of_a_routing_map_grows_with_what_its_blocks_tell_about_each_token() {
        // Five values of each of two tokens; a flag for each in the first block; in the second two flags, a weight and
        // a
        // probability, two lists in lists, and a path and its share for one of them.
        assertThat(MAP.size()).isEqualTo(5 * 2 + 2 + (4 * 2 + 2 * 2 * 2 + 2));
    }

    @Test
    void a_question_for_samples_has_everything_the_draws_depend_on() {
        InferenceRequest question = new InferenceRequest.Samples("Once", 200, 0.8, 0.95, 1, List.of("\n\n"), 2);

        String json = """
                {"kind": "samples", "prompt": "Once", "tokens": 200, "temperature": 0.8, "topP": 0.95, "seed": 1,
                 "stop": ["\\n\\n"], "count": 2}
                """;
        assertThat(JSON.readTree(JSON.writeValueAsString(question))).isEqualTo(JSON.readTree(json));
        assertThat(JSON.readValue(json, InferenceRequest.class)).isEqualTo(question);
    }

    static Stream<InferenceResult> answers() {
        return Stream.of(
                new InferenceResult.Logits(
                        List.of(70, 195),
                        List.of("F", "\\xC3"),
                        2,
                        List.of(List.of(0.1f, -3.4e38f), List.of(Float.NaN, Float.NEGATIVE_INFINITY)),
                        List.of(List.of(new InferenceResult.Likely(0, "a", 0.75)), List.of()),
                        List.of(new InferenceResult.Routed(1, List.of(1), List.of(0.3f)))),
                new InferenceResult.Samples(
                        List.of(new InferenceResult.Sample(
                                "\0", List.of(0), List.of("\0"), List.of(4), InferenceResult.Ended.STOP)),
                        17.5),
                new InferenceResult.Samples(List.of(), 1, "This checkpoint is old."),
                MAP,
                new InferenceResult.Refused(List.of(new Violation("/text", "is too long"))),
                new InferenceResult.Failed("The process was killed."));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void an_answer_arrives_as_it_was_sent(InferenceResult answer) {
        assertThat(JSON.readValue(JSON.writeValueAsString(answer), InferenceResult.class))
                .isEqualTo(answer);
    }
}
