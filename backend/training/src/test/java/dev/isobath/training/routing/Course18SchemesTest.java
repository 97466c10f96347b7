package dev.isobath.training.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Experts;
import dev.isobath.spec.metrics.Metric;
import dev.isobath.training.Models;
import dev.isobath.training.Specs;
import dev.isobath.training.engine.FlopCounter;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.model.Batch;
import dev.isobath.training.model.Decoder;
import dev.isobath.training.model.Forward;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemes of routing: token choice, stochastic routing, and experts with token choice. Invariants 5, 11 and 12. */
class Course18SchemesTest {

    private static final int BATCH = 3;
    private static final int SEQUENCE = 12;
    private static final int WIDTH = 8;

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray input(String purpose) {
        double[] values = new Randomness(9).normal(BATCH * SEQUENCE * WIDTH, 1, purpose);
        return manager.create(values, new Shape(BATCH * SEQUENCE, WIDTH));
    }

    private Pass pass(Decoder decoder, long step) {
        return decoder.pass(manager, new FlopCounter(), Pass.Purpose.TRAIN, BATCH, step);
    }

    private static int[] changedRows(NDArray before, NDArray after) {
        double[] a = before.toDoubleArray();
        double[] b = after.toDoubleArray();
        return IntStream.range(0, BATCH * SEQUENCE)
                .filter(row -> !Arrays.equals(a, row * WIDTH, (row + 1) * WIDTH, b, row * WIDTH, (row + 1) * WIDTH))
                .toArray();
    }

    // ---- tokens choose the block ----

    /** Invariants 2 and 11. */
    @Test
    void tokens_that_want_through_go_until_the_block_is_full_and_later_ones_are_dropped_and_counted() {
        Decoder decoder =
                Models.strong(Specs.tiny("mod", "routeEvery: 1, capacity: 0.34, scheme: token-choice"), manager);
        NDArray x = input("x");
        double[] outputs = x.matMul(decoder.weights().array("blocks.0.router")).toDoubleArray();
        try (Pass pass = pass(decoder, 1)) {
            NDArray y = decoder.blocks().getFirst().forward(x, pass).value();
            int[] wanting = IntStream.range(0, outputs.length)
                    .filter(row -> outputs[row] > 0)
                    .toArray();
            int[] first = IntStream.range(0, BATCH)
                    .flatMap(b -> Arrays.stream(wanting)
                            .filter(row -> row / SEQUENCE == b)
                            .limit(4))
                    .toArray();
            Selection selection = pass.traces(RouterTrace.class).getFirst().selection();

            assertThat(wanting.length).isGreaterThan(first.length);
            assertThat(changedRows(x, y)).isEqualTo(first);
            assertThat(selection.dropped()).isEqualTo(wanting.length - first.length);
            assertThat(selection.slots()).isEqualTo(4);
        }
    }

    @Test
    void a_block_that_nobody_wants_changes_nothing() {
        Decoder decoder =
                Models.strong(Specs.tiny("mod", "routeEvery: 1, capacity: 0.5, scheme: token-choice"), manager);
        decoder.weights().array("blocks.0.router").set(new double[WIDTH]);
        NDArray x = input("x");
        try (Pass pass = pass(decoder, 1)) {
            Forward forward = decoder.blocks().getFirst().forward(x, pass);
            assertThat(changedRows(x, forward.value())).isEmpty();
            NDArray gradient = input("gradient");
            double[] given = gradient.toDoubleArray();

            assertThat(forward.backward().from(gradient).toDoubleArray()).isEqualTo(given);
            assertThat(decoder.weights().list().stream()
                            .filter(weight -> weight.name().startsWith("blocks.0.attention"))
                            .flatMapToDouble(weight -> Arrays.stream(NDArrays.values(weight.gradient()))))
                    .containsOnly(0.0);
        }
    }

    /**
     * There are ten or eleven slots for each sequence, and never as many tokens that choose the block. The balancing loss is off,
     * because its target would differ.
     */
    @ParameterizedTest
    @ValueSource(strings = {"mod|", "staged-mode|, experts: 2, expertScheme: token-choice, capacityFactor: 2"})
    void empty_places_change_neither_logits_nor_gradients(String variant) {
        String[] parts = variant.split("\\|", -1);
        String scheme = "routeEvery: 1, scheme: token-choice, balanceWeight: 1e-12" + parts[1];
        Models.Learned few = learned(parts[0], "capacity: {tokens: 10}, " + scheme);
        Models.Learned all = learned(parts[0], "capacity: {tokens: 11}, " + scheme);

        assertThat(few.routers()).allSatisfy(trace -> {
            assertThat(trace.selection().dropped()).isZero();
            assertThat(trace.selection().validTokens().everywhere()).isFalse();
        });
        assertThat(few.loss()).isCloseTo(all.loss(), within(1e-12));
        few.gradients()
                .forEach((name, gradient) ->
                        assertThat(gradient).as(name).containsExactly(all.gradient(name), within(1e-10)));
    }

    private Models.Learned learned(String kind, String more) {
        ExperimentSpec spec = Specs.tiny(kind, more);
        return Models.learn(Models.strong(spec, manager), Models.batch(spec), manager);
    }

    @Test
    void the_balancing_loss_is_one_where_shares_are_as_they_should_be_and_grows_with_the_crowd() {
        double[] half = {2, -2, 2, -2};
        double p = MembershipLoss.sigmoid(2);
        double[] crowd = {2, 2, 2, -2};

        assertThat(BalanceLoss.of(half, 0.5).loss()).isCloseTo(1, within(1e-12));
        // Here f = 3/4 and 1/4, P = (3 p + 1 - p) / 4 and the rest, t = 1/4 and 3/4.
        double through = (3 * p + 1 - p) / 4;
        assertThat(BalanceLoss.of(crowd, 0.25).loss())
                .isCloseTo(0.75 * through / 0.25 + 0.25 * (1 - through) / 0.75, within(1e-12));
        assertThat(BalanceLoss.of(crowd, 1).loss()).isCloseTo(0.75 * through, within(1e-12));
    }

    // ---- every gradient of what is learned from, as it is ----

    /** Invariant 5 for every scheme, and more: a step along any direction changes the objective as the gradient says. */
    @ParameterizedTest
    @MethodSource("dev.isobath.training.Models#variants")
    void gradients_are_finite_differences_of_the_objective(String variant) {
        difference(variant, name -> !name.contains("predictor"));
    }

    static Stream<String> routed() {
        return Models.variants()
                .filter(variant -> variant.startsWith("mod") || variant.startsWith("staged"))
                .filter(variant -> !variant.contains("stochastic"));
    }

    /** Invariant 5. */
    @ParameterizedTest
    @MethodSource("routed")
    void the_routers_gradient_is_not_zero_and_the_finite_difference(String variant) {
        difference(variant, name -> name.endsWith(".router") && !name.contains("experts"));
    }

    private void difference(String variant, Predicate<String> moved) {
        ExperimentSpec spec = Models.variant(variant);
        Decoder decoder = Models.strong(spec, manager);
        Batch batch = Models.batch(spec);
        Models.Learned learned = Models.learn(decoder, batch, manager);
        List<Weight> weights = decoder.weights().list().stream()
                .filter(weight -> moved.test(weight.name()))
                .toList();
        double slope = 0;
        for (Weight weight : weights) {
            double[] direction = direction(weight);
            double[] gradient = learned.gradient(weight.name());
            for (int i = 0; i < direction.length; i++) {
                slope += direction[i] * gradient[i];
            }
        }
        double epsilon = 1e-6;
        move(weights, epsilon);
        double above = objective(spec, Models.learn(decoder, batch, manager));
        move(weights, -2 * epsilon);
        double below = objective(spec, Models.learn(decoder, batch, manager));

        assertThat(Math.abs(slope)).isGreaterThan(1e-4);
        assertThat((above - below) / (2 * epsilon)).isCloseTo(slope, within(1e-6 * Math.max(1, Math.abs(slope))));
    }

    private static double[] direction(Weight weight) {
        return new Randomness(21).normal((int) weight.array().size(), 0.3, weight.name());
    }

    private static void move(List<Weight> weights, double by) {
        for (Weight weight : weights) {
            double[] values = NDArrays.values(weight.array());
            double[] direction = direction(weight);
            Arrays.setAll(values, i -> values[i] + by * direction[i]);
            weight.array().set(values);
        }
    }

    /** Returns the loss that moves the model's weights. A predictor's loss moves only the predictor. */
    private static double objective(ExperimentSpec spec, Models.Learned learned) {
        RouterLoss learning = RouterLoss.of(spec.architecture());
        double objective = learned.loss();
        if (!learning.metric().equals(Optional.of(Metric.PREDICTOR_LOSS))) {
            objective += learning.weight()
                    * learned.routers().stream()
                            .mapToDouble(trace -> trace.membershipLoss()
                                    .map(MembershipLoss::loss)
                                    .orElse(trace.balance()))
                            .filter(Double::isFinite)
                            .average()
                            .orElse(0);
        }
        return objective
                + Experts.of(spec.architecture()).map(Experts::balanceWeight).orElse(0.0)
                        * learned.experts().stream()
                                .mapToDouble(ExpertTrace::balance)
                                .filter(Double::isFinite)
                                .average()
                                .orElse(0);
    }

    // ---- stochastic routing ----

    /** Invariant 12. */
    @Test
    void a_stochastic_block_takes_the_same_tokens_whatever_they_are_and_whenever_it_is_asked() {
        Decoder decoder =
                Models.strong(Specs.tiny("mod", "routeEvery: 1, capacity: 0.25, scheme: stochastic"), manager);
        Decoder other = new Decoder(
                Specs.tiny("mod", "routeEvery: 1, capacity: 0.25, scheme: stochastic"),
                manager,
                new Functions(manager, NumberFormat.F64));

        assertThat(chosen(decoder, 0, "x", 3))
                .isEqualTo(chosen(decoder, 0, "y", 3))
                .isEqualTo(chosen(other, 0, "x", 3))
                .isNotEqualTo(chosen(decoder, 0, "x", 4))
                .isNotEqualTo(chosen(decoder, 1, "x", 3));
        assertThat(decoder.weights().list()).noneMatch(weight -> weight.name().contains("router"));
    }

    /** Returns the positions taken, three of each sequence. */
    private int[] chosen(Decoder decoder, int layer, String input, long step) {
        NDArray x = input(input);
        try (Pass pass = pass(decoder, step)) {
            int[] rows =
                    changedRows(x, decoder.blocks().get(layer).forward(x, pass).value());
            assertThat(Arrays.stream(rows).map(row -> row / SEQUENCE)).containsExactly(0, 0, 0, 1, 1, 1, 2, 2, 2);
            return rows;
        }
    }

    @Test
    void a_stochastic_block_takes_every_place_of_a_text_about_equally_often() {
        Decoder decoder =
                Models.strong(Specs.tiny("mod", "routeEvery: 1, capacity: 0.25, scheme: stochastic"), manager);
        int[] counts = new int[SEQUENCE];
        LongStream.rangeClosed(1, 300)
                .forEach(step -> Arrays.stream(chosen(decoder, 0, "x", step)).forEach(row -> counts[row % SEQUENCE]++));

        // 225 are expected for each, with a standard deviation of 13.
        assertThat(Arrays.stream(counts)).allMatch(count -> count >= 170 && count <= 280);
    }

    // ---- tokens choose experts ----

    private Dispatch dispatch(int topM, int experts, int noOps, int c, double[] shares, int... counts) {
        int n = shares.length / (experts + noOps) / counts.length;
        return new TokenChoice(experts, noOps, topM).dispatch(manager, shares, new ValidTokens(counts, n), c);
    }

    private static int[] taken(Dispatch dispatch, int from, int to) {
        return Arrays.stream(dispatch.filled().index())
                .filter(slot -> slot >= from && slot < to)
                .map(slot -> dispatch.rows().index()[slot])
                .toArray();
    }

    /** Invariant 11. */
    @Test
    void tokens_take_their_largest_paths_and_a_full_expert_drops_those_that_come_later() {
        double[] shares = {
            0.6, 0.3, 0.1, //
            0.5, 0.4, 0.1, //
            0.4, 0.5, 0.1, //
            0.7, 0.2, 0.1, //
        };
        Dispatch one = dispatch(1, 3, 0, 2, shares, 4);
        Dispatch two = dispatch(2, 3, 0, 3, shares, 4);

        assertThat(taken(one, 0, 2)).containsExactly(0, 1);
        assertThat(taken(one, 2, 4)).containsExactly(2);
        assertThat(taken(one, 4, 6)).isEmpty();
        assertThat(one.dropped()).isEqualTo(1);
        assertThat(one.load()).containsExactly(2, 1, 0);
        assertThat(taken(two, 0, 3)).containsExactly(0, 1, 2);
        assertThat(taken(two, 3, 6)).containsExactly(0, 1, 2);
        assertThat(two.dropped()).isEqualTo(2);
    }

    /** Invariant 11. */
    @Test
    void a_no_op_is_never_full_and_what_is_no_token_is_not_assigned() {
        double[] shares = {
            0.1, 0.9, //
            0.2, 0.8, //
            0.3, 0.7, //
            0.9, 0.1, //
        };
        Dispatch dispatch = dispatch(1, 1, 1, 1, shares, 3);

        assertThat(dispatch.filled().index()).isEmpty();
        assertThat(dispatch.load()).containsExactly(0, 3);
        assertThat(dispatch.dropped()).isZero();
    }

    @Test
    void of_equal_shares_the_lower_path_is_taken() {
        Dispatch dispatch = dispatch(1, 3, 0, 2, new double[] {0.4, 0.4, 0.2, 0.2, 0.4, 0.4}, 2);

        assertThat(taken(dispatch, 0, 2)).containsExactly(0);
        assertThat(taken(dispatch, 2, 4)).containsExactly(1);
    }

    @Test
    void the_balancing_loss_of_experts_is_one_where_all_are_chosen_alike() {
        ValidTokens four = ValidTokens.all(1, 4);
        double[] even = {0.6, 0.4, 0.6, 0.4, 0.4, 0.6, 0.4, 0.6};
        double[] crowded = {0.6, 0.4, 0.6, 0.4, 0.6, 0.4, 0.4, 0.6};
        TokenChoice choice = new TokenChoice(2, 0, 1);

        assertThat(TokenChoice.balance(choice.wanted(even, four), even, four)).isCloseTo(1, within(1e-12));
        // The expected loss is 2 (3/4 x 2.2/4 + 1/4 x 1.8/4).
        assertThat(TokenChoice.balance(choice.wanted(crowded, four), crowded, four))
                .isCloseTo(2 * (0.75 * 0.55 + 0.25 * 0.45), within(1e-12));
    }
}
