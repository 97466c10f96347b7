package dev.isobath.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.isobath.spec.Architecture;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.Models;
import dev.isobath.training.Specs;
import dev.isobath.training.engine.FlopCounter;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.engine.Weights;
import dev.isobath.training.routing.CausalExpertRouting;
import dev.isobath.training.routing.ExpertTrace;
import dev.isobath.training.routing.ValidTokens;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Experts in place of the MLP: what a single expert computes, and invariant 11. */
class Course09ExpertsTest {

    private static final int BATCH = 3;
    private static final int SEQUENCE = 12;
    private static final int WIDTH = 8;

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private Pass pass(Decoder decoder) {
        return decoder.pass(manager, new FlopCounter(), Pass.Purpose.EVALUATE, BATCH, 0);
    }

    @Test
    void one_expert_with_all_tokens_is_the_dense_mlp() {
        ExperimentSpec spec = Specs.tiny("moe", "experts: 1, capacityFactor: 1");
        Decoder moe = Models.strong(spec, manager);
        Decoder dense = Models.strong(Specs.tiny("baseline", ""), manager);
        for (int layer = 0; layer < 2; layer++) {
            for (String matrix : new String[] {"input", "output"}) {
                double[] values = dense.weights()
                        .array("blocks." + layer + ".mlp." + matrix)
                        .toDoubleArray();
                moe.weights().array("blocks." + layer + ".experts." + matrix).set(values);
            }
        }
        Batch batch = Models.batch(spec);

        assertThat(Models.logits(moe, batch.inputs(), BATCH, Pass.Purpose.EVALUATE, manager))
                .containsExactly(
                        Models.logits(dense, batch.inputs(), BATCH, Pass.Purpose.EVALUATE, manager), within(1e-11));
    }

    @Test
    void a_token_given_to_a_no_op_or_to_nobody_gets_nothing_added() {
        ExperimentSpec spec = Specs.tiny("integrated-mode", "experts: 2, noOps: 2, capacityFactor: 0.8");
        Architecture.IntegratedMode integrated = (Architecture.IntegratedMode) spec.architecture();
        int capacity = integrated.pathCapacity(SEQUENCE);
        Functions functions = new Functions(manager, NumberFormat.F64);
        Weights weights = new Weights(manager, functions, new Randomness(4));
        CausalExpertRouting causal = CausalExpertRouting.of(integrated.experts(), tokens -> capacity, SEQUENCE);
        ExpertMlp experts = new ExpertMlp(
                weights,
                integrated.shape(),
                0,
                integrated.experts(),
                2,
                tokens -> capacity,
                0,
                causal,
                Optional.empty());
        double[] values = new Randomness(9).normal(BATCH * SEQUENCE * WIDTH, 1, "x");
        NDArray x = manager.create(values, new Shape(BATCH * SEQUENCE, WIDTH));
        Pass pass = pass(new Decoder(spec, manager, functions));
        double[] added = experts.forward(x, false, ValidTokens.all(BATCH, SEQUENCE), pass)
                .value()
                .toDoubleArray();
        double[] shares = pass.traces(ExpertTrace.class).getFirst().shares();

        for (int b = 0; b < BATCH; b++) {
            int first = b * SEQUENCE;
            Set<Integer> left = new TreeSet<>(
                    IntStream.range(first, first + SEQUENCE).boxed().toList());
            left.removeAll(best(shares, 2, left, capacity));
            left.removeAll(best(shares, 3, left, capacity));
            Set<Integer> changed = best(shares, 0, left, capacity);
            changed.addAll(best(shares, 1, left, capacity));

            assertThat(left).hasSize(SEQUENCE - 2 * capacity);
            assertThat(IntStream.range(first, first + SEQUENCE).filter(row -> !isZero(added, row)))
                    .containsExactlyElementsOf(changed);
        }
    }

    private static Set<Integer> best(double[] shares, int path, Set<Integer> rows, int count) {
        return new TreeSet<>(rows.stream()
                .sorted((a, b) -> Double.compare(shares[b * 4 + path], shares[a * 4 + path]))
                .limit(count)
                .toList());
    }

    private static boolean isZero(double[] added, int row) {
        return Arrays.stream(added, row * WIDTH, (row + 1) * WIDTH).allMatch(value -> value == 0);
    }

    @Test
    void the_residual_of_a_no_op_token_passes_the_block_bit_by_bit() {
        ExperimentSpec spec = Specs.tiny("integrated-mode", "experts: 2, noOps: 1");
        Decoder decoder = Models.strong(spec, manager);
        DenseBlock block = (DenseBlock) decoder.blocks().getFirst();
        Pass pass = pass(decoder);
        double[] values = new Randomness(9).normal(BATCH * SEQUENCE * WIDTH, 1, "x");
        NDArray x = manager.create(values, new Shape(BATCH * SEQUENCE, WIDTH));
        double[] residual = block.attention().forward(x, true, pass).value().toDoubleArray();
        double[] output = block.forward(x, pass).value().toDoubleArray();

        long kept = IntStream.range(0, BATCH * SEQUENCE)
                .filter(row -> Arrays.equals(
                        Arrays.copyOfRange(residual, row * WIDTH, (row + 1) * WIDTH),
                        Arrays.copyOfRange(output, row * WIDTH, (row + 1) * WIDTH)))
                .count();
        assertThat(kept).isGreaterThanOrEqualTo(BATCH * 4L).isLessThan((long) BATCH * SEQUENCE);
    }
}
