package dev.isobath.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The field {@code training.startFrom}: how it is read, what it costs, and which checkpoints fit a spec. */
class StartFromTest {

    private static final String ID = "0198f3b2-5c1e-4d0a-9f2b-7a6c5d4e3f21";

    private static String spec(String architecture, String data, String training) {
        return """
                name: test
                architecture: {%s}
                data: {corpus: tales, sequenceLength: 64%s}
                training: {batch: 4, %s}
                """.formatted(architecture, data, training);
    }

    private static ExperimentSpec baseline(String training) {
        return Specs.read(spec("kind: baseline, layers: 2, width: 32, heads: 2", "", training));
    }

    private static List<String> refusals(String yaml) {
        return catchThrowableOfType(InvalidSpec.class, () -> Specs.read(yaml)).violations().stream()
                .map(violation -> violation.pointer() + " " + violation.message())
                .toList();
    }

    @Test
    void a_run_that_goes_on_counts_the_steps_before_in_its_budget_and_not_in_its_planned_flops() {
        ExperimentSpec whole = baseline("budget: {steps: 60}");
        ExperimentSpec rest = baseline("budget: {steps: 60}, startFrom: {experiment: " + ID + ", step: 20}");

        assertThat(rest.training().startFrom()).contains(new StartFrom(UUID.fromString(ID), 20, StartFrom.State.ALL));
        assertThat(rest.steps()).isEqualTo(60);
        assertThat(rest.stepsBefore()).isEqualTo(20);
        assertThat(rest.flopsPlanned()).isEqualTo(whole.flopsPlanned() / 60 * 40);
        assertThat(SpecReader.read(SpecWriter.write(rest))).isEqualTo(rest);
    }

    @Test
    void a_run_that_takes_the_weights_alone_begins_at_step_1() {
        ExperimentSpec whole = baseline("budget: {steps: 60}");
        ExperimentSpec anew =
                baseline("budget: {steps: 60}, startFrom: {experiment: " + ID + ", step: 90, state: weights}");

        assertThat(anew.stepsBefore()).isZero();
        assertThat(anew.flopsPlanned()).isEqualTo(whole.flopsPlanned());
    }

    @Test
    void a_spec_without_it_is_written_as_before() {
        assertThat(SpecWriter.write(baseline("budget: {steps: 60}"))
                        .path("training")
                        .has("startFrom"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {}                                        | /training/startFrom/experiment | is missing
            {experiment: 7, step: 1}                  | /training/startFrom/experiment | must be a string
            {experiment: mine, step: 1}               | /training/startFrom/experiment | must be the id of an experiment
            {experiment: 1-1-1-1-1, step: 1}          | /training/startFrom/experiment | must be the id of an experiment
            {experiment: ID}                          | /training/startFrom/step       | is missing
            {experiment: ID, step: 0}                 | /training/startFrom/step       | must be between 1 and
            {experiment: ID, step: 1, state: moments} | /training/startFrom/state      | 'moments' is not one of all, weights
            {experiment: ID, step: 1, seed: 2}        | /training/startFrom/seed       | is not a field of startFrom
            {experiment: ID, step: 60}                | /training/budget               | pays for 60 steps in all
            last                                      | /training/startFrom            | must be an object
            """)
    void what_cannot_be_understood_is_refused_with_its_field(String start, String pointer, String message) {
        String yaml = spec(
                "kind: baseline, layers: 2, width: 32, heads: 2",
                "",
                "budget: {steps: 60}, startFrom: " + start.replace("ID", ID));

        assertThat(refusals(yaml)).singleElement().asString().startsWith(pointer + " " + message);
    }

    private static List<String> misfits(String state, String architecture, String data, String training) {
        ExperimentSpec source = Specs.read(spec(
                "kind: staged-mode, layers: 4, width: 32, heads: 2, capacity: 0.5, experts: 2, causal: predictor",
                "",
                "budget: {steps: 60}"));
        ExperimentSpec spec = Specs.read(spec(
                architecture,
                data,
                "budget: {steps: 90}%s, startFrom: {experiment: %s, step: 60, state: %s}"
                        .formatted(training, ID, state)));
        return StartFit.violations(spec, source).stream()
                .map(Violation::pointer)
                .toList();
    }

    private static final String SAME = "kind: staged-mode, layers: 4, width: 32, heads: 2, experts: 2";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            capacity: 0.5, causal: predictor                      |                            | ""
            capacity: 0.25, causal: predictor                     |                            | ""
            capacity: 0.5, causal: predictor, gate: mlp           | , sequenceLength: 64       | ""
            capacity: 0.5, causal: predictor, routeEvery: 1       |                            | /architecture/routeEvery
            capacity: 0.5, causal: predictor, routedLayers: [0]   |                            | /architecture/routedLayers
            capacity: [0.5, 1, null, null], causal: predictor     |                            | /architecture/capacity
            capacity: [null, 0.5, null, 0.2], causal: predictor   |                            | ""
            capacity: 0.5, causal: none                           |                            | /architecture/causal
            capacity: 0.5, causal: predictor, predictorWidth: 3   |                            | /architecture/predictorWidth
            capacity: 0.5, causal: predictor, feedForward: 30     |                            | /architecture/feedForward
            capacity: 0.5, causal: predictor                      | , tokenizer: gpt2          | /data/tokenizer
            capacity: 0.5, causal: predictor                      | , validationFraction: 0.2  | ""
            """)
    void weights_fit_where_their_names_shapes_and_tokens_do(String more, String data, String pointer) {
        String other = data == null ? "" : data.replace(", sequenceLength: 64", "");

        assertThat(misfits("weights", SAME + ", " + more, other, ", learningRate: 0.01"))
                .isEqualTo(pointer.isEmpty() ? List.of() : List.of(pointer));
    }

    @Test
    void weights_of_another_kind_or_size_do_not_fit_and_each_field_is_named() {
        assertThat(misfits("weights", "kind: moe, layers: 3, width: 64, heads: 4, experts: 2", "", ""))
                .containsExactly(
                        "/architecture/kind",
                        "/architecture/layers",
                        "/architecture/width",
                        "/architecture/heads",
                        "/architecture/feedForward");
        assertThat(misfits(
                        "weights",
                        "kind: staged-mode, layers: 4, width: 32, heads: 2, experts: 3, scheme: stochastic",
                        "",
                        ""))
                .containsExactly("/architecture/experts", "/architecture/scheme", "/architecture/causal");
    }

    @Test
    void a_run_that_goes_on_keeps_seed_architecture_data_and_batch_and_may_change_the_rest() {
        assertThat(misfits("all", SAME + ", capacity: 0.5, causal: predictor", "", ", learningRate: 0.01, warmup: 0"))
                .isEmpty();
        assertThat(misfits("all", SAME + ", capacity: 0.25, causal: predictor", ", validationFraction: 0.2", ""))
                .containsExactly("/architecture/capacity", "/data/validationFraction");
        ExperimentSpec source = baseline("budget: {steps: 60}");
        ExperimentSpec other = Specs.read("seed: 2\n"
                + spec(
                                "kind: baseline, layers: 2, width: 32, heads: 2",
                                "",
                                "budget: {steps: 90}, startFrom: {experiment: " + ID + ", step: 60}")
                        .replace("batch: 4", "batch: 8"));
        assertThat(StartFit.violations(other, source).stream().map(Violation::pointer))
                .containsExactly("/seed", "/training/batch");
    }
}
