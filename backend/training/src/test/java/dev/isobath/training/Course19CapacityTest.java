package dev.isobath.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.engine.FlopCounter;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.model.Batch;
import dev.isobath.training.model.Decoder;
import dev.isobath.training.routing.RouterTrace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The number of tokens that each block takes, block by block and step by step. Invariants 3 and 13. */
class Course19CapacityTest {

    @TempDir
    Path folder;

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** Checks which of three blocks over twelve tokens are routed, and how many slots they have. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'capacity: 0.25' | 1=3",
                "'capacity: 0.25, routeEvery: 1' | 0=3 1=3 2=3",
                "'capacity: 0.25, routeOffset: 0' | 0=3 2=3",
                "'capacity: {tokens: 5}, routeEvery: 1' | 0=5 1=5 2=5",
                "'capacity: [{tokens: 5}, null, 0.5]' | 0=5 2=6",
                "'capacity: 0.5, routedLayers: [0, 1]' | 0=6 1=6",
            })
    void the_blocks_that_the_spec_names_take_as_many_tokens_as_it_says(String more, String expected) {
        for (String scheme : List.of("expert-choice", "token-choice", "stochastic")) {
            ExperimentSpec spec = Specs.yaml("""
                    name: capacities
                    architecture: {kind: mod, layers: 3, width: 8, heads: 2, scheme: %s, %s}
                    data: {corpus: generated, sequenceLength: 12}
                    training: {batch: 3, budget: {steps: 8}}
                    """.formatted(scheme, more));

            assertThat(String.join(" ", slots(spec, 1))).isEqualTo(expected);
        }
    }

    private List<String> slots(ExperimentSpec spec, long step) {
        Decoder decoder = Models.strong(spec, manager);
        return Models.learn(decoder, Models.batch(spec), manager, step).routers().stream()
                .map(trace -> trace.layer() + "=" + trace.selection().slots())
                .toList();
    }

    @Test
    void a_schedule_changes_the_places_of_training_and_never_those_of_an_evaluation() {
        ExperimentSpec spec =
                Specs.tiny("mod", "routeEvery: 1, capacity: 0.25, capacitySchedule: {from: 1.0, steps: 3}");

        assertThat(slots(spec, 1)).containsExactly("0=12", "1=12");
        assertThat(slots(spec, 2)).containsExactly("0=9", "1=9");
        assertThat(slots(spec, 3)).containsExactly("0=6", "1=6");
        assertThat(slots(spec, 4)).containsExactly("0=3", "1=3");
        Batch batch = Models.batch(spec);
        try (Pass pass = Models.strong(spec, manager)
                .pass(manager, new FlopCounter(), Pass.Purpose.EVALUATE, batch.count(), 1)) {
            Models.strong(spec, manager).loss(batch, pass);
            assertThat(pass.traces(RouterTrace.class))
                    .extracting(trace -> trace.selection().slots())
                    .containsExactly(3, 3);
        }
    }

    /** Invariant 13, summed over a run. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mod|capacity: 0.25, capacitySchedule: {from: 1.0, steps: 3}",
                "mod|capacity: [0.25, {tokens: 4}], scheme: token-choice, capacitySchedule: {from: 0.5, steps: 5}",
                "staged-mode|capacity: 0.25, experts: 2, capacitySchedule: {from: 1.0, steps: 6}, causal: predictor",
                "integrated-mode|experts: 2, expertScheme: token-choice, topM: 2",
            })
    void the_flops_of_a_run_are_those_that_were_planned(String variant) throws IOException {
        ExperimentSpec spec = Models.variant(variant);
        Recorder recorder = new Recorder();
        Training.run(spec, Texts.file(folder, 2_000), null, folder.resolve("run"), recorder);
        double sum = 0;
        for (long step = 1; step <= spec.steps(); step++) {
            sum += spec.flopsAtStep(step);
        }

        assertThat(recorder.last().flops()).isEqualTo(sum).isEqualTo(spec.flopsPlanned());
    }
}
