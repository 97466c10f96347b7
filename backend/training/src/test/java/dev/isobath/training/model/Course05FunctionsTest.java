package dev.isobath.training.model;

import static dev.isobath.training.engine.Script.Argument.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.isobath.training.Beside;
import dev.isobath.training.PlainFunctions;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Script;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.engine.WeightSet;
import dev.isobath.training.routing.Dispatch;
import dev.isobath.training.routing.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares every function of {@code engine.py}, forward and backward, with the same function in plain array operations,
 * differentiated by libtorch. It also checks some numbers that can be computed by hand.
 */
class Course05FunctionsTest {

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    // ---- against the plain functions ----

    /**
     * Returns cases with one token, one block of queries and a bit less or more, and several blocks with a rest; with all of a
     * text or some of it.
     */
    static Stream<Arguments> attentions() {
        return Stream.of(NumberFormat.values())
                .flatMap(format -> IntStream.of(1, 5, 128, 129, 300)
                        .boxed()
                        .flatMap(n -> Stream.of(true, false)
                                .flatMap(gathered -> Stream.of(true, false)
                                        .map(residual -> Arguments.of(format, n, gathered, residual)))));
    }

    @ParameterizedTest
    @MethodSource("attentions")
    void attention_and_its_derivative(NumberFormat format, int n, boolean gathered, boolean residual) {
        int batch = 2;
        int heads = 2;
        int d = 8;
        Beside beside = new Beside(manager, format);
        int[] positions = new int[batch * n];
        Arrays.setAll(positions, i -> gathered ? 2 * (i % n) + i / n : i % n);
        NDArray x = beside.exact("x", (long) batch * n, d);
        NDArray dy = beside.exact("dy", (long) batch * n, d);
        // Scores have a size where one position can dominate without being the only one.
        List<NDArray> exact = List.of(
                beside.exact("gain", 0.5, d),
                beside.exact("bias", 0.5, d),
                beside.exact("input", 0.5, d, 3L * d),
                beside.exact("output", 0.5, d, d));
        RotaryEmbedding rotary = new RotaryEmbedding(manager, beside.functions, gathered ? 2 * n + 1 : n, d / heads);
        RotaryAngles tables = gathered ? rotary.at(manager, beside.rows(positions), batch) : rotary.all();
        List<Weight> weights = beside.weights(exact, 2);
        NDArray input = beside.activation(x);
        Script.Kept kept = new AttentionFunctions(beside.functions)
                .attention(manager, input, Beside.set(weights), tables, heads, residual, true);
        Script.Kept unkept = new AttentionFunctions(beside.functions)
                .attention(manager, input, Beside.set(weights), tables, heads, residual, false);

        beside.same("value", kept.result(), beside.plain.attention(x, positions, batch, heads, exact, residual));
        beside.sameBits(unkept.result(), kept.result());
        beside.differentiate(() -> List.of(beside.plain.attention(x, positions, batch, heads, exact, residual), dy));
        NDArray dx = new AttentionFunctions(beside.functions)
                .attentionBackward(
                        manager, beside.activation(dy), input, kept.saved(), Beside.set(weights), tables, residual);
        beside.same("gradient of x", dx, x.getGradient());
        beside.sameGradients(weights, exact);
    }

    static Stream<Arguments> halves() {
        return Stream.of(NumberFormat.values())
                .flatMap(format -> Stream.of(true, false).map(residual -> Arguments.of(format, residual)));
    }

    @ParameterizedTest
    @MethodSource("halves")
    void the_mlp_and_its_derivative(NumberFormat format, boolean residual) {
        Beside beside = new Beside(manager, format);
        NDArray x = beside.exact("x", 21, 8);
        NDArray dy = beside.exact("dy", 21, 8);
        List<NDArray> exact = List.of(
                beside.exact("gain", 8),
                beside.exact("bias", 8),
                beside.exact("in", 8, 20),
                beside.exact("out", 20, 8));
        List<Weight> weights = beside.weights(exact, 2);
        NDArray input = beside.activation(x);
        Script.Kept kept =
                new FeedForwardFunctions(beside.functions).mlp(manager, input, Beside.set(weights), residual, true);
        Script.Kept unkept =
                new FeedForwardFunctions(beside.functions).mlp(manager, input, Beside.set(weights), residual, false);

        beside.same("value", kept.result(), beside.plain.mlp(x, exact, residual));
        beside.sameBits(unkept.result(), kept.result());
        beside.differentiate(() -> List.of(beside.plain.mlp(x, exact, residual), dy));
        NDArray dx = new FeedForwardFunctions(beside.functions)
                .mlpBackward(manager, beside.activation(dy), input, kept.saved(), Beside.set(weights), residual);
        beside.same("gradient of x", dx, x.getGradient());
        beside.sameGradients(weights, exact);
    }

    static Stream<Arguments> experts() {
        return Stream.of(NumberFormat.values())
                .flatMap(format -> Stream.of(true, false)
                        .flatMap(residual -> Stream.of(true, false)
                                .flatMap(empty -> Stream.of(true, false)
                                        .flatMap(pulled -> Stream.of(true, false)
                                                .map(renormalised -> Arguments.of(
                                                        format, residual, empty, pulled, renormalised))))));
    }

    /**
     * There are three experts with four slots each, ten tokens and five paths. One token is taken by all experts, and one by
     * none. Where shares are renormalised, each token has three paths: its experts and, to make up the number, no-ops and
     * experts that dropped it.
     */
    @ParameterizedTest
    @MethodSource("experts")
    void experts_and_their_derivative(
            NumberFormat format, boolean residual, boolean empty, boolean pulled, boolean renormalised) {
        int d = 8;
        int f = 12;
        int paths = 5;
        int[] rows = {0, 2, 3, 9, 1, 2, 4, 5, 2, 6, 7, 8};
        int[] filled =
                empty ? new int[] {0, 1, 4, 5, 6, 8} : IntStream.range(0, 12).toArray();
        int[] chosen = renormalised ? chosen(rows, 10, paths) : new int[0];
        int[] shareOf = IntStream.range(0, 12).map(i -> rows[i] * paths + i / 4).toArray();
        Beside beside = new Beside(manager, format);
        Dispatch dispatch = Dispatch.of(manager, rows, shareOf, filled, new int[paths], 0);
        NDArray x = beside.exact("x", 10, d);
        NDArray dy = beside.exact("dy", 10, d);
        NDArray dshares = beside.exact("dshares", 10, paths);
        List<NDArray> exact = List.of(
                beside.exact("gain", d),
                beside.exact("bias", d),
                beside.exact("router", d, paths),
                beside.exact("input", 3, d, f),
                beside.exact("output", 3, f, d));
        List<Weight> weights = beside.weights(exact, 3);
        WeightSet set = Beside.set(weights);
        NDArray input = beside.activation(x);
        Script.Kept shares = new FeedForwardFunctions(beside.functions).shares(manager, input, set);
        NDArray together = beside.rows(chosen).array();
        Script.Kept kept = new FeedForwardFunctions(beside.functions)
                .experts(
                        manager,
                        input,
                        shares,
                        dispatch,
                        together,
                        set,
                        new FeedForwardFunctions.Flags(residual, true));
        Script.Kept unkept = new FeedForwardFunctions(beside.functions)
                .experts(
                        manager,
                        input,
                        shares,
                        dispatch,
                        together,
                        set,
                        new FeedForwardFunctions.Flags(residual, false));

        beside.same("shares", shares.result(), beside.plain.shares(x, exact));
        beside.same("value", kept.result(), beside.plain.experts(x, rows, filled, chosen, exact, residual));
        beside.sameBits(unkept.result(), kept.result());
        beside.differentiate(() -> pulled
                ? List.of(
                        beside.plain.experts(x, rows, filled, chosen, exact, residual),
                        dy,
                        beside.plain.shares(x, exact),
                        dshares)
                : List.of(beside.plain.experts(x, rows, filled, chosen, exact, residual), dy));
        NDArray lossGradient = pulled ? beside.master(dshares) : manager.zeros(new Shape(0), format.master());
        NDArray dx = new FeedForwardFunctions(beside.functions)
                .expertsBackward(
                        manager,
                        beside.activation(dy),
                        input,
                        shares,
                        kept.saved(),
                        dispatch,
                        together,
                        lossGradient,
                        set,
                        residual);
        beside.same("gradient of x", dx, x.getGradient());
        beside.sameGradients(weights, exact);
    }

    /** Returns three paths for each token as indices of their shares: those of the experts that took it, then the last ones. */
    private static int[] chosen(int[] rows, int tokens, int paths) {
        return IntStream.range(0, tokens)
                .flatMap(token -> IntStream.concat(
                                IntStream.range(0, rows.length)
                                        .filter(slot -> rows[slot] == token)
                                        .map(slot -> slot / 4),
                                IntStream.iterate(paths - 1, path -> path - 1).limit(paths))
                        .distinct()
                        .limit(3)
                        .map(path -> token * paths + path))
                .toArray();
    }

    /** Selects from two sequences of six tokens with three slots each. */
    private Selection selection(boolean empty) {
        int[][] chosen = empty ? new int[][] {{1, 4}, {}} : new int[][] {{1, 4, 5}, {0, 2, 3}};
        return Selection.of(manager, chosen, 3, 6, 0);
    }

    private static int[] filled(boolean empty) {
        return empty ? new int[] {0, 1} : new int[] {0, 1, 2, 3, 4, 5};
    }

    static Stream<Arguments> routings() {
        return Stream.of(NumberFormat.values())
                .flatMap(format -> IntStream.range(0, 32)
                        .mapToObj(bits -> Arguments.of(
                                format,
                                (bits & 1) > 0,
                                (bits & 2) > 0,
                                (bits & 4) > 0,
                                (bits & 8) > 0,
                                (bits & 16) > 0)));
    }

    /** Computes from router outputs and the block's input to its output, with arbitrary numbers as feed-forward output. */
    @ParameterizedTest
    @MethodSource("routings")
    void a_routed_block_around_its_feed_forward_and_its_derivative(
            NumberFormat format, boolean whole, boolean sigmoid, boolean drawn, boolean pulled, boolean empty) {
        int heads = 2;
        int d = 8;
        Beside beside = new Beside(manager, format);
        Selection selection = selection(empty);
        int[] rows = selection.rows().index();
        int[] filled = filled(empty);
        NDArray x = beside.exact("x", 12, d);
        NDArray dy = beside.exact("dy", 12, d);
        NDArray feedForward = beside.exact("feedForward", 6, d);
        NDArray dmiddle = beside.plain.take(beside.exact("dmiddle", 6, d), filled);
        NDArray router = beside.exact("router", d, 1);
        NDArray lossGradient = beside.exact("lossGradient", 12, 1);
        List<NDArray> exact = List.of(
                beside.exact("gain", 0.5, d),
                beside.exact("bias", 0.5, d),
                beside.exact("input", 0.5, d, 3L * d),
                beside.exact("output", 0.5, d, d));
        Supplier<NDArray> outputs = () -> drawn ? beside.exact("drawn", 12, 1) : x.matMul(router);
        Supplier<NDArray> middle = () -> {
            NDArray chosen = beside.plain.take(x, rows);
            int[] positions = selection.positions().index();
            return chosen.add(beside.plain.attention(chosen, positions, 2, heads, exact, false));
        };
        Supplier<NDArray> value = () -> {
            NDArray chosen = beside.plain.take(x, rows);
            NDArray r = beside.plain.weigh(outputs.get(), rows, sigmoid);
            return beside.plain.put(x, chosen, middle.get().sub(chosen), feedForward, r, rows, filled, whole);
        };

        List<Weight> weights = beside.weights(exact, 2);
        Weight matrix = beside.weight(router);
        WeightSet routers = drawn ? WeightSet.of(manager) : WeightSet.of(matrix);
        NDArray input = beside.activation(x);
        NDArray asked = drawn
                ? beside.master(outputs.get())
                : beside.functions.script().array(manager, "route", given(input), given(matrix.array()));
        RotaryEmbedding rotary = new RotaryEmbedding(manager, beside.functions, 6, d / heads);
        Script.Kept entered = new RoutedBlockFunctions(beside.functions)
                .enter(manager, input, asked, selection, Beside.set(weights), rotary, heads, sigmoid, true);
        Script.Kept unkept = new RoutedBlockFunctions(beside.functions)
                .enter(manager, input, asked, selection, Beside.set(weights), rotary, heads, sigmoid, false);
        NDArray made = beside.activation(feedForward);
        NDArray left = new RoutedBlockFunctions(beside.functions)
                .leave(manager, input, unkept.saved(), made, selection, whole);
        beside.same("outputs", asked, outputs.get());
        beside.same("middle", entered.result(), middle.get());
        beside.sameBits(unkept.result(), entered.result());
        beside.same("value", left, value.get());

        beside.differentiate(() -> {
            List<NDArray> terms =
                    new ArrayList<>(List.of(value.get(), dy, beside.plain.take(middle.get(), filled), dmiddle));
            if (pulled && !drawn) {
                terms.addAll(List.of(outputs.get(), lossGradient));
            }
            return terms;
        });
        NDArray gradient = beside.activation(dy);
        Script.Kept back = new RoutedBlockFunctions(beside.functions)
                .leaveBackward(manager, gradient, entered.saved(), made, selection, whole);
        beside.same("gradient of feed-forward", back.result(), feedForward.getGradient());
        NDArray dx = new RoutedBlockFunctions(beside.functions)
                .enterBackward(
                        manager,
                        gradient,
                        beside.activation(padded(dmiddle, d)),
                        back.saved(),
                        input,
                        entered.saved(),
                        selection,
                        Beside.set(weights),
                        routers,
                        pulled ? beside.master(lossGradient) : manager.zeros(new Shape(0), format.master()),
                        sigmoid);
        beside.same("gradient of x", dx, x.getGradient());
        beside.sameGradients(weights, exact);
        if (!drawn) {
            beside.same("gradient of the router", matrix.gradient(), router.getGradient());
        }
    }

    /** Returns the rows with zeros for the padding slots, which are the last ones. */
    private NDArray padded(NDArray rows, int width) {
        return manager.create(Arrays.copyOf(NDArrays.values(rows), 6 * width), new Shape(6, width));
    }

    @ParameterizedTest
    @EnumSource(NumberFormat.class)
    void the_embedding_and_its_derivative_where_tokens_repeat(NumberFormat format) {
        Beside beside = new Beside(manager, format);
        int[] numbers = {3, 0, 3, 6, 3};
        NDArray table = beside.exact("table", 7, 4);
        NDArray dx = beside.exact("dx", 5, 4);
        Weight weight = beside.weight(table);
        NDArray tokens = beside.rows(numbers).array();
        beside.same(
                "rows",
                new DecoderFunctions(beside.functions).embed(manager, weight, tokens),
                beside.plain.embed(table, numbers));

        beside.differentiate(() -> List.of(beside.plain.embed(table, numbers), dx));
        new DecoderFunctions(beside.functions).embedBackward(beside.activation(dx), tokens, weight);
        beside.same("gradient of the table", weight.gradient(), table.getGradient());
    }

    /** Returns cases with the logits of all rows at once, in several parts of equal size, and with a rest. */
    static Stream<Arguments> losses() {
        return Stream.of(NumberFormat.values())
                .flatMap(format -> IntStream.of(100, 5, 4, 1).mapToObj(rows -> Arguments.of(format, rows)));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void the_loss_and_its_derivative_in_parts(NumberFormat format, int rows) {
        Beside beside = new Beside(manager, format);
        int[] targets = {3, 0, 16, 3, 8, 2, 11, 3, 16, 0};
        NDArray x = beside.exact("x", 10, 6);
        List<NDArray> exact = List.of(beside.exact("gain", 6), beside.exact("bias", 6), beside.exact("output", 6, 17));
        List<Weight> weights = beside.weights(exact, 2);
        NDArray input = beside.activation(x);
        NDArray tokens = beside.rows(targets).array();
        Script script = new Script(manager, Functions.text());
        NDArray[] learned = script.arrays(
                manager,
                "loss",
                Script.Argument.given(input),
                Script.Argument.given(tokens),
                Beside.set(weights).values(),
                Beside.set(weights).gradients(),
                Script.Argument.given(rows),
                Script.Argument.given(true));
        NDArray[] measured =
                new DecoderFunctions(beside.functions).loss(manager, input, tokens, Beside.set(weights), 17, false);

        beside.same(
                "logits",
                new DecoderFunctions(beside.functions).logits(manager, input, Beside.set(weights)),
                beside.plain.logits(x, exact));
        beside.same("loss", learned[0], beside.plain.loss(x, targets, exact));
        beside.same("loss without learning", measured[0], beside.plain.loss(x, targets, exact));
        beside.differentiate(() -> List.of(beside.plain.loss(x, targets, exact), manager.create(1.0)));
        beside.same("gradient of x", learned[1], x.getGradient());
        beside.sameGradients(weights, exact);
    }

    @Test
    void norms_of_gradients_and_copies_of_weights() {
        Beside beside = new Beside(manager, NumberFormat.F32);
        NDArray[] arrays = {beside.master(beside.exact("a", 3, 4)), beside.master(beside.exact("b", 5))};
        NDArray[] copies = {beside.functions.rounded(manager, arrays[0].zerosLike()), arrays[1].zerosLike()};
        try (Script.Arrays from = Script.Arrays.of(List.of(arrays));
                Script.Arrays to = Script.Arrays.of(List.of(copies))) {
            beside.functions.script().run("copy", List.of(to, from));

            assertThat(copies[0]).isEqualTo(arrays[0]);
            assertThat(copies[1]).isEqualTo(arrays[1]);
            assertThat(beside.functions.script().array(manager, "norms", from).toDoubleArray())
                    .containsExactly(new double[] {norm(arrays[0]), norm(arrays[1])}, within(1e-6));
        }
    }

    private static double norm(NDArray array) {
        return Math.sqrt(Arrays.stream(NDArrays.values(array)).map(x -> x * x).sum());
    }

    // ---- by hand ----

    @Test
    void norm_has_mean_zero_and_variance_one_before_gain_and_bias() {
        NDArray normed = new PlainFunctions(manager)
                .norm(
                        manager.create(new double[] {1, 2, 3, 6}, new Shape(1, 4)),
                        manager.create(new double[] {1, 1, 2, 2}),
                        manager.create(new double[] {0, 0, 0, 10}));
        double deviation = Math.sqrt(3.5 + 1e-5);

        assertThat(normed.toDoubleArray())
                .containsExactly(
                        new double[] {-2 / deviation, -1 / deviation, 0, 10 + 2 * 3 / deviation}, within(1e-12));
    }

    @Test
    void gelu_is_the_tanh_form() {
        double x = 1.5;
        double expected = 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));

        assertThat(new PlainFunctions(manager)
                        .gelu(manager.create(new double[] {x, 0}))
                        .toDoubleArray())
                .containsExactly(new double[] {expected, 0}, within(1e-12));
    }

    @Test
    void the_loss_of_equal_logits_is_the_logarithm_of_the_vocabulary() {
        Beside beside = new Beside(manager, NumberFormat.F64);
        NDArray x = beside.activation(beside.exact("x", 3, 4));
        WeightSet weights = Beside.set(List.of(
                beside.weight(manager.ones(new Shape(4), DataType.FLOAT64)),
                beside.weight(manager.zeros(new Shape(4), DataType.FLOAT64)),
                beside.weight(manager.zeros(new Shape(4, 256), DataType.FLOAT64))));
        NDArray[] loss = new DecoderFunctions(beside.functions)
                .loss(manager, x, beside.rows(0, 17, 255).array(), weights, 256, false);

        assertThat(NDArrays.scalar(loss[0])).isCloseTo(Math.log(256), within(1e-12));
    }

    @Test
    void rotary_positions_are_relative() {
        Beside beside = new Beside(manager, NumberFormat.F64);
        RotaryEmbedding rotary = new RotaryEmbedding(manager, beside.functions, 64, 4);
        double[] early = attention(beside, rotary, 0, 2, 7);
        double[] late = attention(beside, rotary, 50, 52, 57);
        double[] closer = attention(beside, rotary, 50, 51, 52);

        assertThat(late).containsExactly(early, within(1e-12));
        assertThat(Beside.distance(closer, early)).isGreaterThan(1e-3);
    }

    private double[] attention(Beside beside, RotaryEmbedding rotary, int... positions) {
        WeightSet weights = Beside.set(List.of(
                beside.weight(beside.exact("gain", 8)),
                beside.weight(beside.exact("bias", 8)),
                beside.weight(beside.exact("input", 8, 24)),
                beside.weight(beside.exact("output", 8, 8))));
        RotaryAngles tables = rotary.at(manager, beside.rows(positions), 1);
        NDArray x = beside.activation(beside.exact("x", 3, 8));
        return NDArrays.values(new AttentionFunctions(beside.functions)
                .attention(manager, x, weights, tables, 2, true, false)
                .result());
    }

    /** Invariant 8 for the tables. */
    @Test
    void gathered_tokens_have_the_angles_of_the_positions_they_come_from() {
        Beside beside = new Beside(manager, NumberFormat.F64);
        RotaryEmbedding rotary = new RotaryEmbedding(manager, beside.functions, 16, 4);
        double[] all = rotary.all().cosines().toDoubleArray();
        double[] gathered =
                rotary.at(manager, beside.rows(3, 9, 4, 15), 2).cosines().toDoubleArray();

        int at = 0;
        for (int position : new int[] {3, 9, 4, 15}) {
            assertThat(Arrays.copyOfRange(gathered, at, at + 4))
                    .isEqualTo(Arrays.copyOfRange(all, position * 4, position * 4 + 4));
            at += 4;
        }
        // The first numbers are for queries, with the scale 1 / sqrt(4). Those for keys follow.
        assertThat(all[5 * 4 + 1]).isCloseTo(Math.cos(5 / 100.0) / 2, within(1e-12));
        assertThat(all[5 * 4 + 3]).isCloseTo(Math.cos(5 / 100.0), within(1e-12));
    }

    @Test
    void rows_that_are_not_put_keep_all_their_bits() {
        Beside beside = new Beside(manager, NumberFormat.F64);
        Selection selection = selection(false);
        NDArray x = beside.activation(beside.exact("x", 12, 4));
        WeightSet attention = Beside.set(beside.weights(
                List.of(
                        beside.exact("gain", 4),
                        beside.exact("bias", 4),
                        beside.exact("input", 4, 12),
                        beside.exact("output", 4, 4)),
                4));
        RotaryEmbedding rotary = new RotaryEmbedding(manager, beside.functions, 6, 2);
        NDArray outputs = beside.master(beside.exact("outputs", 12, 1));
        double[] before = x.toDoubleArray();
        Script.Kept entered = new RoutedBlockFunctions(beside.functions)
                .enter(manager, x, outputs, selection, attention, rotary, 2, false, false);
        double[] after = new RoutedBlockFunctions(beside.functions)
                .leave(manager, x, entered.saved(), entered.result(), selection, true)
                .toDoubleArray();

        assertThat(IntStream.range(0, 12)
                        .filter(row -> !Arrays.equals(before, row * 4, row * 4 + 4, after, row * 4, row * 4 + 4)))
                .containsExactly(1, 4, 5, 6, 8, 9);
        assertThat(x.toDoubleArray()).isEqualTo(before);
    }
}
