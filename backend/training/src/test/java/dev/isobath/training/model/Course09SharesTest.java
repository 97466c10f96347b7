package dev.isobath.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.Beside;
import dev.isobath.training.Models;
import dev.isobath.training.Specs;
import dev.isobath.training.engine.FlopCounter;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.routing.Dispatch;
import dev.isobath.training.routing.ExpertTrace;
import dev.isobath.training.routing.ValidTokens;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Shares of several experts that sum to one. Where all experts of a block have the same weights, each of them makes the same of a
 * token. What the block adds is then that, times the sum of the shares of the experts that took the token.
 */
class Course09SharesTest {

    private static final int BATCH = 3;
    private static final int SEQUENCE = 12;
    private static final int WIDTH = 8;
    private static final String RENORMALISED = ", expertScheme: token-choice, expertShares: renormalised";

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** Gives all experts of the decoder the weights of the dense model's MLP. */
    private Decoder alike(ExperimentSpec spec, Decoder dense, int experts) {
        Decoder decoder = Models.strong(spec, manager);
        for (int layer = 0; layer < 2; layer++) {
            for (String matrix : new String[] {"input", "output"}) {
                double[] one = dense.weights()
                        .array("blocks." + layer + ".mlp." + matrix)
                        .toDoubleArray();
                double[] all = IntStream.range(0, experts)
                        .mapToObj(expert -> one)
                        .flatMapToDouble(Arrays::stream)
                        .toArray();
                decoder.weights()
                        .array("blocks." + layer + ".experts." + matrix)
                        .set(all);
            }
        }
        decoder.weights().refresh();
        return decoder;
    }

    @ParameterizedTest
    @CsvSource({"4, 2", "4, 3", "5, 5"})
    void experts_that_are_alike_are_the_dense_mlp(int experts, int topM) {
        ExperimentSpec spec = Specs.tiny(
                "moe",
                "experts: %d, topM: %d, capacityFactor: %s%s"
                        .formatted(experts, topM, (double) experts / topM, RENORMALISED));
        Decoder dense = Models.strong(Specs.tiny("baseline", ""), manager);
        Decoder moe = alike(spec, dense, experts);
        Batch batch = Models.batch(spec);

        for (Pass.Purpose purpose : List.of(Pass.Purpose.EVALUATE, Pass.Purpose.EVALUATE_CAUSALLY)) {
            assertThat(Models.logits(moe, batch.inputs(), BATCH, purpose, manager))
                    .containsExactly(
                            Models.logits(dense, batch.inputs(), BATCH, Pass.Purpose.EVALUATE, manager), within(1e-11));
        }
    }

    /**
     * Full experts and no-ops keep their part of the weight: the weights that a token's experts have left are the shares of those
     * that took it, over the sum of all its choices.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "moe|experts: 4, topM: 2, capacityFactor: 0.6",
                "integrated-mode|experts: 3, noOps: 2, topM: 2, capacityFactor: 2",
                "integrated-mode|experts: 3, noOps: 2, topM: 3, capacityFactor: 0.5",
            })
    void a_dropped_choice_and_a_no_op_keep_their_part(String variant) {
        String[] parts = variant.split("\\|", -1);
        ExperimentSpec spec = Specs.tiny(parts[0], parts[1] + RENORMALISED);
        int experts = parts[0].equals("moe") ? 4 : 3;
        int topM = parts[1].contains("topM: 3") ? 3 : 2;
        Decoder dense = Models.strong(Specs.tiny("baseline", ""), manager);
        FeedForward ours = ((DenseBlock) alike(spec, dense, experts).blocks().getFirst()).feedForward();
        FeedForward theirs = ((DenseBlock) dense.blocks().getFirst()).feedForward();
        NDArray x = manager.create(
                new Randomness(9).normal(BATCH * SEQUENCE * WIDTH, 1, "x"), new Shape(BATCH * SEQUENCE, WIDTH));
        Pass pass = dense.pass(manager, new FlopCounter(), Pass.Purpose.EVALUATE, BATCH, 0);
        ValidTokens all = ValidTokens.all(BATCH, SEQUENCE);

        double[] added = ours.forward(x, false, all, pass).value().toDoubleArray();
        double[] whole = theirs.forward(x, false, all, pass).value().toDoubleArray();

        ExpertTrace trace = pass.traces(ExpertTrace.class).getFirst();
        double[] weights = weights(trace, topM);
        double[] expected = new double[whole.length];
        Arrays.setAll(expected, i -> weights[i / WIDTH] * whole[i]);
        assertThat(Beside.distance(added, expected)).isLessThan(1e-12);
        assertThat(Arrays.stream(weights).boxed())
                .as("some tokens lose weight, and no token gains any")
                .anyMatch(weight -> weight < 0.9)
                .allMatch(weight -> weight < 1 + 1e-12);
    }

    /** Returns for each token the shares of the experts that took it, over those of its largest m paths. */
    private static double[] weights(ExpertTrace trace, int topM) {
        int paths = trace.paths();
        double[] shares = trace.shares();
        double[] weights = new double[shares.length / paths];
        Dispatch dispatch = trace.dispatch();
        dispatch.taken()
                .forEach(slot -> weights[dispatch.rows().index()[slot]] +=
                        shares[dispatch.shares().index()[slot]]);
        for (int row = 0; row < weights.length; row++) {
            weights[row] /= Arrays.stream(shares, row * paths, (row + 1) * paths)
                    .boxed()
                    .sorted(Comparator.reverseOrder())
                    .limit(topM)
                    .mapToDouble(share -> share)
                    .sum();
        }
        return weights;
    }

    /** The shares of all paths sum to one anyway, so that dividing by the sum changes nothing, in no gradient either. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "moe|experts: 3, topM: 3, capacityFactor: 0.8",
                "staged-mode|capacity: 0.75, scheme: token-choice, experts: 3, topM: 3",
            })
    void with_all_paths_chosen_renormalised_is_softmax(String variant) {
        Models.Learned softmax = learned(variant + ", expertScheme: token-choice, expertShares: softmax");
        Models.Learned renormalised = learned(variant + RENORMALISED);

        assertThat(renormalised.loss()).isEqualTo(softmax.loss(), within(1e-12));
        softmax.gradients()
                .forEach((name, gradient) -> assertThat(Beside.distance(renormalised.gradient(name), gradient))
                        .as(name)
                        .isLessThan(1e-11));
    }

    @Test
    void with_fewer_paths_it_is_not() {
        String variant = "moe|experts: 3, topM: 2";
        Models.Learned softmax = learned(variant + ", expertScheme: token-choice");
        Models.Learned renormalised = learned(variant + RENORMALISED);

        assertThat(renormalised.loss()).isNotCloseTo(softmax.loss(), within(1e-6));
    }

    private Models.Learned learned(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        return Models.learn(Models.strong(spec, manager), Models.batch(spec), manager);
    }
}
