package dev.isobath.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.training.engine.Bf16Products;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that resume, in real processes that are really killed. */
class Course21ResumeTest {

    private static final int STEPS = 12;

    @TempDir
    Path folder;

    /** Returns a spec of every kind and scheme, in float32 and in bfloat16. */
    static Map<String, String> specs(int width, int sequence, int batch, int steps) {
        String[][] variants = {
            {"baseline", ""},
            {"moe", ", experts: 3"},
            {"mod", ", capacity: 0.5, causal: predictor"},
            {"mod", ", capacity: 0.5, routeEvery: 1, scheme: token-choice, capacitySchedule: {from: 1.0, steps: 6}"},
            {"mod", ", capacity: 0.5, scheme: stochastic, routerActivation: sigmoid"},
            {"mod", ", capacity: 0.5, routeEvery: 1, scheme: threshold"},
            {"staged-mode", ", capacity: 0.5, experts: 2, expertScheme: token-choice, causal: auxiliary"},
            {"integrated-mode", ", experts: 2, noOps: 1"},
            {"integrated-mode", ", experts: 2, noOps: 1, expertScheme: token-choice, noOpShare: 0.3, noOpRate: 0.1"},
        };
        Map<String, String> specs = new TreeMap<>();
        for (int i = 0; i < variants.length; i++) {
            for (String precision : new String[] {"f32", "bf16"}) {
                specs.put("%s-%d-%s".formatted(variants[i][0], i, precision), """
                        name: killed
                        architecture: {kind: %s, layers: 2, width: %d, heads: 2%s}
                        data: {corpus: generated, sequenceLength: %d}
                        training: {batch: %d, budget: {steps: %d}, precision: %s, learningRate: 0.01, evaluateEvery: 5, evaluationTokens: 72}
                        """.formatted(
                                variants[i][0], width, variants[i][1], sequence, batch, steps, precision));
            }
        }
        return specs;
    }

    @Test
    void runs_killed_at_five_random_steps_end_with_the_curve_and_the_bytes_of_those_never_killed() throws IOException {
        killedAsUnbroken(specs(16, 24, 3, STEPS), 5, Bf16Products.inUse());
    }

    /** Those of a processor without instructions for bfloat16, on every processor. */
    @Test
    void the_same_holds_where_products_of_bfloat16_numbers_are_computed_in_float32() throws IOException {
        Map<String, String> specs = specs(16, 24, 3, STEPS);
        specs.keySet().removeIf(name -> !name.endsWith("bf16"));

        killedAsUnbroken(specs, 2, Bf16Products.FLOAT32);
    }

    private void killedAsUnbroken(Map<String, String> specs, int kills, Bf16Products bf16) throws IOException {
        Killing killing = new Killing(folder, Texts.file(folder, 3_000), specs, STEPS, 2, bf16);
        Map<String, Killing.Ending> unbroken = killing.unbroken();
        Map<String, Killing.Ending> killed = killing.killed(kills, 41);

        assertThat(killed.keySet()).isEqualTo(unbroken.keySet());
        unbroken.forEach((name, ending) -> {
            Killing.Ending other = killed.get(name);
            assertThat(other).as(name).isNotNull();
            assertThat(ending.curve()).as(name).hasSize(STEPS);
            assertThat(other.curve()).as(name).isEqualTo(ending.curve());
            assertThat(other.arrays()).as(name).isEqualTo(ending.arrays());
        });
    }
}
