package dev.isobath.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.Beside;
import dev.isobath.training.Models;
import dev.isobath.training.PlainFunctions;
import dev.isobath.training.Specs;
import dev.isobath.training.engine.FlopCounter;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.engine.RowIndices;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.optimiser.Trainer;
import dev.isobath.training.routing.MembershipLoss;
import dev.isobath.training.routing.Router;
import dev.isobath.training.routing.RouterTrace;
import dev.isobath.training.routing.Selection;
import dev.isobath.training.routing.ValidTokens;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Mixture-of-Depths block: invariants 1, 2, 3, 5, 8 and 9. */
class Course08RoutedBlockTest {

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

    private NDArray input() {
        double[] values = new Randomness(9).normal(BATCH * SEQUENCE * WIDTH, 1, "x");
        return manager.create(values, new Shape(BATCH * SEQUENCE, WIDTH));
    }

    /** Returns the rows of two matrices that differ in any bit. */
    private static int[] changedRows(NDArray before, NDArray after) {
        double[] a = before.toDoubleArray();
        double[] b = after.toDoubleArray();
        return IntStream.range(0, BATCH * SEQUENCE)
                .filter(row -> !Arrays.equals(a, row * WIDTH, (row + 1) * WIDTH, b, row * WIDTH, (row + 1) * WIDTH))
                .toArray();
    }

    /**
     * Invariant 1. One element of the residual is one, nothing adds to it, and the router reads only that element. The router
     * output is 1, or so large that its sigmoid is 1.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mod | gate: block | baseline | ''",
                "mod | gate: mlp | baseline | ''",
                "mod | gate: block, routerActivation: sigmoid | baseline | ''",
                "mod | gate: mlp, routerActivation: sigmoid | baseline | ''",
                "mod | causal: auxiliary | baseline | ''",
                "mod | causal: predictor | baseline | ''",
                "mod | scheme: threshold | baseline | ''",
                "mod | scheme: threshold, gate: mlp, routerActivation: sigmoid | baseline | ''",
                "staged-mode | scheme: threshold | moe | 'experts: 3, expertScheme: token-choice, capacityFactor: 0.7'",
                "staged-mode | gate: block | moe | 'experts: 3'",
                "staged-mode | gate: mlp | moe | 'experts: 3'",
                "staged-mode | gate: mlp, routerActivation: sigmoid | moe | 'experts: 3'",
                "staged-mode | causal: auxiliary | moe | 'experts: 3, capacityFactor: 2'",
                "staged-mode | causal: predictor | moe | 'experts: 3, capacityFactor: 2'",
                "staged-mode | causal: predictor | moe | 'experts: 3, expertScheme: token-choice, capacityFactor: 0.7'",
            })
    void with_all_tokens_and_unit_weights_it_is_the_dense_block(
            String kind, String more, String denseKind, String experts) {
        String comma = experts.isEmpty() ? "" : ", ";
        ExperimentSpec spec = Specs.tiny(kind, experts + comma + "capacity: 1, routeEvery: 1, " + more);
        Decoder routed = Models.strong(spec, manager);
        Decoder dense = Models.strong(Specs.tiny(denseKind, experts), manager);
        keepAOneInTheResidual(routed, more.contains("sigmoid") ? 1000 : 1);
        keepAOneInTheResidual(dense, 0);
        Batch batch = Models.batch(spec);

        for (Pass.Purpose purpose : more.contains("causal") || more.contains("threshold")
                ? new Pass.Purpose[] {Pass.Purpose.EVALUATE, Pass.Purpose.EVALUATE_CAUSALLY}
                : new Pass.Purpose[] {Pass.Purpose.EVALUATE}) {
            assertThat(Beside.furthest(
                            Models.logits(routed, batch.inputs(), BATCH, purpose, manager),
                            Models.logits(dense, batch.inputs(), BATCH, purpose, manager)))
                    .as("%s", purpose)
                    .isLessThan(1e-11);
        }
    }

    private static void keepAOneInTheResidual(Decoder decoder, double read) {
        for (Weight weight : decoder.weights().list()) {
            String name = weight.name();
            double[] values = NDArrays.values(weight.array());
            boolean router = name.endsWith(".router") && !name.contains("experts");
            boolean embedding = name.equals("embedding");
            if (router) {
                Arrays.setAll(values, i -> i == 0 ? read : 0);
            } else if (name.endsWith("predictor.output.bias")) {
                values[0] = 1e6; // takes every token
            } else if (name.contains("predictor")) {
                continue;
            } else if (embedding || (name.startsWith("blocks.") && name.endsWith(".output"))) {
                for (int i = 0; i < values.length; i += WIDTH) {
                    values[i] = embedding ? 1 : 0;
                }
            }
            weight.array().set(values);
        }
    }

    /** Invariants 2 and 3. */
    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.25, 0.5, 1})
    void exactly_k_tokens_of_each_sequence_change_and_the_others_keep_their_bits(double capacity) {
        Decoder decoder = Models.strong(Specs.tiny("mod", "routeEvery: 1, capacity: " + capacity), manager);
        NDArray x = input();
        NDArray y = decoder.blocks().getFirst().forward(x, pass(decoder)).value();

        int k = Math.max(1, (int) Math.round(capacity * SEQUENCE));
        Map<Integer, Integer> perSequence = new HashMap<>();
        Arrays.stream(changedRows(x, y)).forEach(row -> perSequence.merge(row / SEQUENCE, 1, Integer::sum));
        assertThat(perSequence).hasSize(BATCH).values().containsOnly(k);
    }

    /** Invariant 3. */
    @Test
    void of_equal_weights_the_first_k_are_taken() {
        // The gate is a sigmoid, because a linear weight of zero would hide which tokens were taken.
        Decoder decoder =
                Models.strong(Specs.tiny("mod", "routeEvery: 1, capacity: 0.25, routerActivation: sigmoid"), manager);
        decoder.weights().array("blocks.0.router").set(new double[WIDTH]);
        NDArray x = input();
        NDArray y = decoder.blocks().getFirst().forward(x, pass(decoder)).value();

        assertThat(changedRows(x, y)).containsExactly(0, 1, 2, 12, 13, 14, 24, 25, 26);
    }

    /** Invariant 8. */
    @Test
    void chosen_tokens_are_turned_by_their_original_positions() {
        Decoder decoder = Models.strong(Specs.tiny("mod", "routeEvery: 1, capacity: 0.25"), manager);
        RoutedBlock block = (RoutedBlock) decoder.blocks().getFirst();
        NDArray x = input();
        Pass pass = pass(decoder);
        Router.Choice choice = block.router().choose(x, pass);
        Selection selection = choice.selection();
        NDArray chosen = decoder.weights().functions().take(manager, x, selection.rows());
        NDArray r = decoder.weights().functions().take(manager, choice.outputs(), selection.rows());
        int[] renumbered = {0, 1, 2, 0, 1, 2, 0, 1, 2};
        assertThat(selection.positions().index()).isNotEqualTo(renumbered);

        double[] real = decoder.weights()
                .functions()
                .take(manager, block.forward(x, pass).value(), selection.rows())
                .toDoubleArray();
        assertThat(real)
                .containsExactly(
                        through(block, chosen, r, selection.positions(), decoder.rotary(), pass), within(1e-12));
        assertThat(real)
                .isNotEqualTo(through(block, chosen, r, RowIndices.of(manager, renumbered), decoder.rotary(), pass));
    }

    private double[] through(
            RoutedBlock block, NDArray chosen, NDArray r, RowIndices positions, RotaryEmbedding rotary, Pass pass) {
        RotaryAngles turned = rotary.at(manager, positions, BATCH);
        NDArray attention =
                block.attention().forward(chosen, false, turned, pass).value();
        NDArray feedForward = block.feedForward()
                .forward(chosen.add(attention), false, ValidTokens.all(BATCH, 3), pass)
                .value();
        return chosen.add(attention.add(feedForward).mul(r)).toDoubleArray();
    }

    /** Invariant 5 for the language model's loss alone. No other loss of the router has a weight here. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mod | gate: block",
                "mod | gate: mlp",
                "mod | routerActivation: sigmoid",
                "mod | causal: predictor",
                "mod | scheme: token-choice, balanceWeight: 0",
                "mod | scheme: token-choice, balanceWeight: 0, gate: mlp, routerActivation: sigmoid",
                "staged-mode | experts: 2",
                "staged-mode | experts: 2, gate: mlp, routerActivation: sigmoid",
                "staged-mode | experts: 2, scheme: token-choice, balanceWeight: 0",
            })
    void the_router_learns_from_the_language_model_loss_by_the_finite_difference(String kind, String more) {
        ExperimentSpec spec = Specs.tiny(kind, "routeEvery: 1, capacity: 0.5, " + more);
        Decoder decoder = Models.strong(spec, manager);
        Batch batch = Models.batch(spec);
        NDArray router = decoder.weights().array("blocks.0.router");
        double[] gradient = Models.learn(decoder, batch, manager).gradient("blocks.0.router");
        double[] original = router.toDoubleArray();
        double epsilon = 1e-6;
        for (int i = 0; i < WIDTH; i++) {
            double[] moved = original.clone();
            moved[i] += epsilon;
            router.set(moved);
            double above = Models.learn(decoder, batch, manager).loss();
            moved[i] -= 2 * epsilon;
            router.set(moved);
            double below = Models.learn(decoder, batch, manager).loss();

            assertThat(gradient[i]).isNotZero().isCloseTo((above - below) / (2 * epsilon), within(1e-7));
        }
    }

    /** Invariant 9 before any step. In float64 the predictor's loss reaches only the predictor, to the last bit. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mod|",
                "mod|gate: mlp, routerActivation: sigmoid, ",
                "staged-mode|experts: 2, ",
                "staged-mode|experts: 2, expertScheme: token-choice, "
            })
    void no_gradient_of_the_model_knows_of_the_predictor_but_all_know_of_the_auxiliary_loss(String variant) {
        Models.Learned none = learned(variant + "causal: none");
        Models.Learned predictor = learned(variant + "causal: predictor");
        Models.Learned auxiliary = learned(variant + "causal: auxiliary, auxiliaryWeight: 0.5");

        assertThat(predictor.loss()).isEqualTo(none.loss()).isEqualTo(auxiliary.loss());
        none.gradients()
                .forEach((name, gradient) ->
                        assertThat(predictor.gradient(name)).as(name).isEqualTo(gradient));
        assertThat(predictor.gradient("blocks.0.predictor.hidden")).doesNotContain(0);
        for (String name : List.of("embedding", "blocks.0.router", "blocks.0.attention.input")) {
            assertThat(auxiliary.gradient(name)).as(name).isNotEqualTo(none.gradient(name));
        }
    }

    private Models.Learned learned(String variant) {
        String[] parts = variant.split("\\|", -1);
        ExperimentSpec spec = Specs.tiny(parts[0], "routeEvery: 1, capacity: 0.5, " + parts[1]);
        return Models.learn(Models.strong(spec, manager), Models.batch(spec), manager);
    }

    /** Invariant 9. */
    @Test
    void the_predictor_leaves_the_model_alone_and_the_auxiliary_loss_does_not() {
        Map<String, double[]> none = trained("causal: none");
        Map<String, double[]> predictor = trained("causal: predictor");
        Map<String, double[]> auxiliary = trained("causal: auxiliary, auxiliaryWeight: 0.5");

        none.forEach((name, values) -> assertThat(predictor.get(name)).as(name).isEqualTo(values));
        assertThat(auxiliary.get("embedding")).isNotEqualTo(none.get("embedding"));
        assertThat(predictor.get("blocks.0.predictor.hidden"))
                .isNotEqualTo(fresh("causal: predictor").get("blocks.0.predictor.hidden"));
    }

    private Trainer trainer(String causal) {
        ExperimentSpec spec = Specs.tiny("mod", "routeEvery: 1, capacity: 0.5, " + causal);
        return new Trainer(spec, manager, NumberFormat.F32);
    }

    private Map<String, double[]> fresh(String causal) {
        return values(trainer(causal));
    }

    /** Trains three steps with clipping: the gradient norm at the start is above 1. */
    private Map<String, double[]> trained(String causal) {
        Trainer trainer = trainer(causal);
        Batch batch = Models.batch(Specs.tiny("baseline", ""));
        for (int step = 1; step <= 3; step++) {
            trainer.step(batch, step, 0.01);
        }
        return values(trainer);
    }

    private static Map<String, double[]> values(Trainer trainer) {
        Map<String, double[]> values = new HashMap<>();
        for (Weight weight : trainer.decoder().weights().list()) {
            values.put(weight.name(), NDArrays.values(weight.array()));
        }
        return values;
    }

    /** Invariant 9, second half. Both methods read the block's input. */
    @ParameterizedTest
    @CsvSource({"mod, auxiliary", "mod, predictor", "staged-mode, auxiliary", "staged-mode, predictor"})
    void the_targets_of_the_causal_loss_are_right_for_every_sequence(String kind, String causal) {
        String experts = kind.equals("mod") ? "" : "experts: 2, ";
        ExperimentSpec spec =
                Specs.tiny(kind, experts + "routeEvery: 2, routeOffset: 0, capacity: 0.25, causal: " + causal);
        Decoder decoder = Models.strong(spec, manager);
        NDArray x = input();
        Pass pass = pass(decoder);
        NDArray y = decoder.blocks().getFirst().forward(x, pass).value();
        List<Integer> members = Arrays.stream(changedRows(x, y)).boxed().toList();
        double[] outputs = (causal.equals("auxiliary") ? x.matMul(weight(decoder, "router")) : predicted(decoder, x))
                .toDoubleArray();
        double loss = 0;
        int right = 0;
        for (int row = 0; row < outputs.length; row++) {
            double probability = 1 / (1 + Math.exp(-outputs[row]));
            boolean member = members.contains(row);
            loss -= Math.log(member ? probability : 1 - probability) / outputs.length;
            right += (probability > 0.5) == member ? 1 : 0;
        }

        assertThat(members).hasSize(9);
        MembershipLoss membershipLoss =
                pass.traces(RouterTrace.class).getFirst().membershipLoss().orElseThrow();
        assertThat(pass.traces(RouterTrace.class)).hasSize(1);
        assertThat(membershipLoss.loss()).isCloseTo(loss, within(1e-12));
        assertThat(membershipLoss.accuracy()).isEqualTo((double) right / outputs.length);
    }

    private static NDArray weight(Decoder decoder, String name) {
        return decoder.weights().array("blocks.0." + name);
    }

    private NDArray predicted(Decoder decoder, NDArray x) {
        return new PlainFunctions(manager)
                .predict(
                        x,
                        Stream.of("hidden", "hidden.bias", "output", "output.bias")
                                .map(name -> weight(decoder, "predictor." + name))
                                .toList());
    }
}
