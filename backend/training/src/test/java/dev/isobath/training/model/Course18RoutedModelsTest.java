package dev.isobath.training.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Experts;
import dev.isobath.spec.Routing;
import dev.isobath.training.Models;
import dev.isobath.training.Specs;
import dev.isobath.training.engine.FlopCounter;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.routing.CausalRouting;
import dev.isobath.training.routing.Dispatch;
import dev.isobath.training.routing.ExpertTrace;
import dev.isobath.training.routing.RouterTrace;
import dev.isobath.training.routing.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every block of every model that tokens can go around, in training, in evaluation and causally. Invariants 2, 3, 11, 12. */
class Course18RoutedModelsTest {

    private static final int BATCH = 3;
    private static final int SEQUENCE = 12;
    private static final int WIDTH = 8;

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private static Stream<Arguments> everyWay(Stream<String> variants) {
        return variants.flatMap(variant -> Arrays.stream(Pass.Purpose.values())
                .filter(purpose -> purpose != Pass.Purpose.EVALUATE_CAUSALLY
                        || CausalRouting.of(Models.variant(variant).architecture()) != CausalRouting.NOT_LEARNED)
                .map(purpose -> Arguments.of(variant, purpose)));
    }

    static Stream<Arguments> routed() {
        return everyWay(Models.routed());
    }

    static Stream<Arguments> stochastic() {
        return everyWay(Models.routed().filter(variant -> Models.stochastic(Models.variant(variant))));
    }

    static Stream<Arguments> integrated() {
        return everyWay(Models.all().filter(variant -> variant.startsWith("integrated")));
    }

    private NDArray input(String purpose) {
        double[] values = new Randomness(9).normal(BATCH * SEQUENCE * WIDTH, 1, purpose);
        return manager.create(values, new Shape(BATCH * SEQUENCE, WIDTH));
    }

    private Pass pass(Decoder decoder, Pass.Purpose purpose, long step) {
        return decoder.pass(manager, new FlopCounter(), purpose, BATCH, step);
    }

    /** Goes through all blocks. It passes the input and the output of each to {@code look}. */
    private static void walk(Decoder decoder, NDArray x, Pass pass, BiConsumer<double[], double[]> look) {
        NDArray now = x;
        for (Block block : decoder.blocks()) {
            double[] before = now.toDoubleArray();
            now = block.forward(now, pass).value();
            if (block instanceof RoutedBlock) {
                look.accept(before, now.toDoubleArray());
            }
        }
    }

    private static int[] changedRows(double[] before, double[] after) {
        return IntStream.range(0, BATCH * SEQUENCE)
                .filter(row ->
                        !Arrays.equals(before, row * WIDTH, (row + 1) * WIDTH, after, row * WIDTH, (row + 1) * WIDTH))
                .toArray();
    }

    private static int[] perSequence(Selection selection) {
        int[] counts = new int[BATCH];
        Arrays.stream(selection.taken()).forEach(token -> counts[token / SEQUENCE]++);
        return counts;
    }

    /** Invariants 2 and 3. */
    @ParameterizedTest
    @MethodSource("routed")
    void who_is_not_chosen_keeps_every_bit_and_the_others_are_as_many_as_there_are_places(
            String variant, Pass.Purpose purpose) {
        ExperimentSpec spec = Models.variant(variant);
        Routing routing = Routing.of(spec.architecture()).orElseThrow();
        Decoder decoder = Models.strong(spec, manager);
        long step = step(purpose);
        try (Pass pass = pass(decoder, purpose, step)) {
            walk(decoder, input("x"), pass, (before, after) -> {
                RouterTrace trace = pass.traces(RouterTrace.class).getLast();
                Selection selection = trace.selection();
                assertThat(changedRows(before, after)).isEqualTo(selection.taken());
                int k = slots(routing, trace.layer(), step);
                if (routing.scheme() == Routing.Scheme.TOKEN_CHOICE) {
                    int[] first = firstOfEach(trace.outputs(), k);
                    assertThat(selection.taken()).isEqualTo(first);
                    assertThat(selection.dropped())
                            .isEqualTo(firstOfEach(trace.outputs(), SEQUENCE).length - first.length);
                } else if (routing.scheme() == Routing.Scheme.THRESHOLD) {
                    assertThat(selection.taken())
                            .isEqualTo(IntStream.range(0, BATCH * SEQUENCE)
                                    .filter(token -> trace.outputs()[token] > trace.threshold())
                                    .toArray());
                    // The k-th largest of the batch is the threshold itself, and not above it.
                    assertThat(selection.taken().length)
                            .isEqualTo(
                                    purpose == Pass.Purpose.TRAIN
                                            ? BATCH * k - (k < SEQUENCE ? 1 : 0)
                                            : firstOfEach(trace.outputs(), SEQUENCE).length);
                    assertThat(selection.dropped()).isZero();
                } else if (purpose != Pass.Purpose.EVALUATE_CAUSALLY) {
                    assertThat(perSequence(selection)).containsExactly(k, k, k);
                    assertThat(selection.dropped()).isZero();
                }
            });
            assertThat(pass.traces(RouterTrace.class)).isNotEmpty();
        }
    }

    /** Returns the number of a training step after the first, or 0 outside of training. */
    private static long step(Pass.Purpose purpose) {
        return purpose == Pass.Purpose.TRAIN ? 2 : 0;
    }

    /** Returns k for a step of training or outside of it. */
    private static int slots(Routing routing, int layer, long step) {
        return step > 0 ? routing.tokens(layer, SEQUENCE, step) : routing.tokens(layer, SEQUENCE);
    }

    /** Returns the first {@code count} tokens of each sequence that choose the block. */
    private static int[] firstOfEach(double[] outputs, int count) {
        return IntStream.range(0, BATCH)
                .flatMap(b -> IntStream.range(b * SEQUENCE, (b + 1) * SEQUENCE)
                        .filter(token -> outputs[token] > 0)
                        .limit(count))
                .toArray();
    }

    /** Invariant 3 where all tokens have equal outputs. */
    @ParameterizedTest
    @MethodSource("routed")
    void of_equal_outputs_the_first_k_are_taken_and_of_zeros_nobody_wants_through(
            String variant, Pass.Purpose purpose) {
        ExperimentSpec spec = Models.variant(variant);
        Routing routing = Routing.of(spec.architecture()).orElseThrow();
        Decoder decoder = Models.strong(spec, manager);
        decoder.weights().list().stream()
                .filter(weight -> weight.name().matches("blocks\\.\\d+\\.(router|predictor\\.output.*)"))
                .forEach(weight ->
                        weight.array().set(new double[(int) weight.array().size()]));
        long step = step(purpose);
        try (Pass pass = pass(decoder, purpose, step)) {
            walk(decoder, input("x"), pass, (before, after) -> {
                RouterTrace trace = pass.traces(RouterTrace.class).getLast();
                int k = slots(routing, trace.layer(), step);
                int[] first = IntStream.range(0, BATCH * SEQUENCE)
                        .filter(token -> token % SEQUENCE < k)
                        .toArray();
                boolean best =
                        routing.scheme() == Routing.Scheme.EXPERT_CHOICE && purpose != Pass.Purpose.EVALUATE_CAUSALLY;
                if (routing.scheme() != Routing.Scheme.STOCHASTIC) {
                    assertThat(trace.selection().taken()).isEqualTo(best ? first : new int[0]);
                }
            });
        }
    }

    /** Invariant 12 to the last bit. Other tokens and other weights get the same draws; another seed gets other draws. */
    @ParameterizedTest
    @MethodSource("stochastic")
    void draws_depend_on_the_seed_and_on_nothing_that_the_model_sees(String variant, Pass.Purpose purpose) {
        ExperimentSpec spec = Models.variant(variant);
        Decoder strong = Models.strong(spec, manager);
        Decoder fresh = new Decoder(spec, manager, new Functions(manager, NumberFormat.F64));
        ExperimentSpec reseeded =
                new ExperimentSpec(spec.name(), spec.seed() + 1, spec.architecture(), spec.data(), spec.training());
        Decoder other = new Decoder(reseeded, manager, new Functions(manager, NumberFormat.F64));

        List<String> chosen = chosen(strong, "x", purpose);
        assertThat(chosen(strong, "y", purpose)).isEqualTo(chosen);
        assertThat(chosen(fresh, "y", purpose)).isEqualTo(chosen);
        assertThat(chosen(other, "x", purpose)).isNotEqualTo(chosen);
        assertThat(chosen).doesNotHaveDuplicates();
    }

    /** Returns for each routed block what was drawn and which tokens were taken. */
    private List<String> chosen(Decoder decoder, String input, Pass.Purpose purpose) {
        List<String> chosen = new ArrayList<>();
        try (Pass pass = pass(decoder, purpose, purpose == Pass.Purpose.TRAIN ? 3 : 0)) {
            walk(decoder, input(input), pass, (before, after) -> {
                RouterTrace trace = pass.traces(RouterTrace.class).getLast();
                chosen.add(Arrays.toString(trace.outputs())
                        + Arrays.toString(trace.selection().taken()));
            });
        }
        return chosen;
    }

    /** Invariant 11: the output of the block for a token is that of attention, unless an expert took the token. */
    @ParameterizedTest
    @MethodSource("integrated")
    void who_is_taken_by_no_expert_keeps_the_residual_bit_by_bit_and_drops_are_counted(
            String variant, Pass.Purpose purpose) {
        ExperimentSpec spec = Models.variant(variant);
        Experts experts = Experts.of(spec.architecture()).orElseThrow();
        Decoder decoder = Models.strong(spec, manager);
        NDArray x = input("x");
        try (Pass pass = pass(decoder, purpose, 1)) {
            for (Block one : decoder.blocks()) {
                DenseBlock block = (DenseBlock) one;
                double[] residual = block.attention()
                        .forward(x.duplicate(), true, pass)
                        .value()
                        .toDoubleArray();
                x = block.forward(x, pass).value();
                ExpertTrace trace = pass.traces(ExpertTrace.class).getLast();
                Dispatch dispatch = trace.dispatch();
                int[] took = dispatch.taken()
                        .map(slot -> dispatch.rows().index()[slot])
                        .sorted()
                        .distinct()
                        .toArray();

                assertThat(changedRows(residual, x.toDoubleArray())).isEqualTo(took);
                int given = Arrays.stream(dispatch.load()).sum();
                if (experts.scheme() == Experts.Scheme.TOKEN_CHOICE) {
                    assertThat(given + dispatch.dropped()).isEqualTo(BATCH * SEQUENCE * experts.topM());
                } else {
                    assertThat(dispatch.dropped()).isZero();
                }
            }
        }
    }

    /** Invariant 11, in the whole model. */
    @Test
    void a_token_that_only_no_ops_take_keeps_its_residual_bit_by_bit() {
        Decoder decoder = Models.strong(
                Specs.tiny("integrated-mode", "experts: 2, noOps: 2, expertScheme: token-choice"), manager);
        DenseBlock block = (DenseBlock) decoder.blocks().getFirst();
        NDArray x = input("x");
        try (Pass pass = pass(decoder, Pass.Purpose.TRAIN, 1)) {
            NDArray residual = block.attention().forward(x, true, pass).value();
            NDArray y = block.forward(x, pass).value();
            ExpertTrace trace = pass.traces(ExpertTrace.class).getFirst();
            int[] tookSome = Arrays.stream(trace.dispatch().filled().index())
                    .map(slot -> trace.dispatch().rows().index()[slot])
                    .sorted()
                    .distinct()
                    .toArray();
            int load = Arrays.stream(trace.dispatch().load()).sum();

            assertThat(changedRows(residual.toDoubleArray(), y.toDoubleArray())).isEqualTo(tookSome);
            assertThat(tookSome.length).isBetween(1, BATCH * SEQUENCE - 1);
            assertThat(load + trace.dispatch().dropped()).isEqualTo(BATCH * SEQUENCE);
        }
    }
}
