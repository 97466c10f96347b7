package dev.isobath.training.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.InvalidSpec;
import dev.isobath.spec.Routing;
import dev.isobath.spec.inference.InferenceRequest;
import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.spec.inference.InferenceResult.MappedBlock;
import dev.isobath.spec.inference.RoutingMode;
import dev.isobath.training.Models;
import dev.isobath.training.checkpoint.Checkpoint;
import dev.isobath.training.checkpoint.Progress;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.metrics.RunHistory;
import dev.isobath.training.model.Block;
import dev.isobath.training.model.Decoder;
import dev.isobath.training.optimiser.Trainer;
import dev.isobath.training.routing.CausalRouting;
import dev.isobath.training.routing.ExpertTrace;
import dev.isobath.training.routing.MembershipLoss;
import dev.isobath.training.routing.RouterTrace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A routing map says what a pass over a text really did. */
class Course15RoutingMapTest {

    private static final String TEXT = "Deep waters";
    private static final String PREDICTOR = "mod|capacity: 0.5, causal: predictor, predictorWidth: 5";
    private static final String AUXILIARY = "mod|capacity: 0.25, routeEvery: 1, causal: auxiliary";

    @TempDir
    Path folder;

    private NDManager manager;

    @BeforeEach
    void begin() {
        manager = NativeEngine.newManager();
    }

    @AfterEach
    void end() {
        manager.close();
    }

    /** A variant and a way of routing that it has learned. */
    record Case(String variant, RoutingMode routing) {

        ExperimentSpec spec() {
            return Models.variant(variant);
        }

        Pass.Purpose purpose() {
            return switch (routing) {
                case TOP_K -> Pass.Purpose.EVALUATE;
                case CAUSAL -> Pass.Purpose.EVALUATE_CAUSALLY;
            };
        }
    }

    static Stream<Case> cases() {
        return Models.all()
                .flatMap(variant -> Stream.of(RoutingMode.values()).map(routing -> new Case(variant, routing)))
                .filter(one -> one.routing() == RoutingMode.TOP_K
                        || CausalRouting.of(one.spec().architecture()) != CausalRouting.NOT_LEARNED);
    }

    /** Makes a trainer whose model has large weights, and thresholds as a trained model has. */
    private Trainer trainer(ExperimentSpec spec) {
        Trainer trainer = new Trainer(spec, manager, NumberFormat.F32);
        Models.strengthen(trainer.decoder(), manager);
        trainer.decoder().weights().buffers().forEach((name, buffer) -> {
            if (name.endsWith("thresholds")) {
                fill(buffer, 0.9 / buffer.size());
            } else if (name.endsWith("threshold")) {
                fill(buffer, 0.25);
            }
        });
        return trainer;
    }

    private void fill(NDArray buffer, double value) {
        double[] values = new double[(int) buffer.size()];
        Arrays.fill(values, value);
        try (NDArray made = NDArrays.of(manager, buffer.getDataType(), values, buffer.getShape())) {
            made.copyTo(buffer);
        }
    }

    private Inference open(Trainer trainer, ExperimentSpec spec) throws IOException {
        return Inference.open(
                Checkpoint.write(folder, spec, new Progress(3, 108, 1.5e9, 0.1, RunHistory.NONE), trainer));
    }

    private InferenceResult.RoutingMap map(String variant, RoutingMode routing) throws IOException {
        ExperimentSpec spec = Models.variant(variant);
        try (Inference inference = open(trainer(spec), spec)) {
            return map(inference, TEXT, routing);
        }
    }

    private static InferenceResult.RoutingMap map(Inference inference, String text, RoutingMode routing) {
        return (InferenceResult.RoutingMap) inference.answer(new InferenceRequest.RoutingMap(text, routing));
    }

    private static int[] tokens() {
        byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
        return IntStream.range(0, bytes.length).map(i -> bytes[i]).toArray();
    }

    /** The map of {@link #TEXT}, read from a pass over a model, with the logits of that pass. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Mapped(List<MappedBlock> blocks, List<ExpertTrace> experts, double[] logits) {}

    private Mapped mapped(Trainer trainer, Case one) {
        int[] tokens = tokens();
        try (NDManager scope = manager.newSubManager();
                Pass pass = trainer.decoder().passOverText(scope, one.purpose(), tokens.length)) {
            double[] logits = NDArrays.values(trainer.decoder()
                    .logits(Arrays.stream(tokens).asLongStream().toArray(), pass));
            List<ExpertTrace> experts = pass.traces(ExpertTrace.class);
            List<MappedBlock> blocks =
                    RoutingMaps.blocks(trainer.decoder(), tokens.length, pass.traces(RouterTrace.class), experts);
            return new Mapped(blocks, experts, logits);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_map_says_what_the_pass_did(Case one) {
        ExperimentSpec spec = one.spec();
        Trainer trainer = trainer(spec);
        Mapped mapped = mapped(trainer, one);

        assertThat(mapped.blocks()).hasSize(2);
        entersWhereTheBlockChangesItsRow(mapped, trainer, one);
        loadsAreThoseOfThePass(mapped);
        logitsDependOnThePathsOfTheLastBlock(mapped, trainer, one);
        if (one.routing() == RoutingMode.CAUSAL) {
            depthsAreThoseOfSampling(mapped, trainer, spec);
        }
    }

    /** The rows of the tokens that went around a block are those that it leaves bit for bit as they were. */
    private void entersWhereTheBlockChangesItsRow(Mapped mapped, Trainer trainer, Case one) {
        Optional<Routing> routing = Routing.of(one.spec().architecture());
        List<boolean[]> changed = changed(trainer.decoder(), one.purpose());
        for (MappedBlock block : mapped.blocks()) {
            List<Boolean> expected = list(changed.get(block.layer()));
            assertThat(block.routed())
                    .isEqualTo(routing.map(of -> of.routes(block.layer())).orElse(false));
            assertThat(block.entered() == null ? all(expected.size()) : block.entered())
                    .as("block %d", block.layer())
                    .isEqualTo(expected);
            if (block.paths() == null) {
                assertThat(block.through()).isEqualTo(expected);
            }
        }
    }

    private static void loadsAreThoseOfThePass(Mapped mapped) {
        assertThat(mapped.blocks().stream().filter(block -> block.paths() != null))
                .hasSameSizeAs(mapped.experts());
        for (ExpertTrace trace : mapped.experts()) {
            MappedBlock block = mapped.blocks().get(trace.layer());
            List<List<Integer>> paths = Objects.requireNonNull(block.paths());
            int[] load = new int[trace.paths()];
            paths.forEach(taken -> taken.forEach(path -> load[path]++));
            assertThat(load).isEqualTo(trace.dispatch().load());
            for (int token = 0; token < paths.size(); token++) {
                List<Integer> taken = paths.get(token);
                assertThat(taken).isSorted().doesNotHaveDuplicates();
                assertThat(block.through().get(token))
                        .isEqualTo(taken.stream()
                                .anyMatch(path -> path < trace.assignment().experts()));
                assertThat(Objects.requireNonNull(block.shares()).get(token))
                        .hasSameSizeAs(taken)
                        .allSatisfy(share -> assertThat(share).isBetween(0f, 1f));
            }
        }
    }

    /** In the last block no other token attends to what an expert made, so that only the tokens it took notice a change of it. */
    private void logitsDependOnThePathsOfTheLastBlock(Mapped mapped, Trainer trainer, Case one) {
        List<List<Integer>> paths = mapped.blocks().getLast().paths();
        if (paths == null) {
            return;
        }
        int experts = mapped.experts().getLast().assignment().experts();
        for (int expert = 0; expert < experts; expert++) {
            int own = expert;
            scaleOutput(trainer, expert, 2);
            double[] after = mapped(trainer, one).logits();
            // Halving is exact, so that the next expert is looked at in the model of before.
            scaleOutput(trainer, expert, 0.5);
            int vocabulary = after.length / paths.size();
            List<Boolean> depends = IntStream.range(0, paths.size())
                    .mapToObj(token -> !Arrays.equals(
                            mapped.logits(),
                            token * vocabulary,
                            (token + 1) * vocabulary,
                            after,
                            token * vocabulary,
                            (token + 1) * vocabulary))
                    .toList();
            assertThat(paths.stream().map(taken -> taken.contains(own)))
                    .as("expert %d", expert)
                    .isEqualTo(depends);
        }
    }

    /** Sampling counts depths elsewhere, in a function of its own. */
    private void depthsAreThoseOfSampling(Mapped mapped, Trainer trainer, ExperimentSpec spec) {
        try (CachedDecoder cached = new CachedDecoder(spec, trainer.decoder(), NumberFormat.F32, manager);
                CachedDecoder.Texts texts = cached.texts(1, tokens().length)) {
            int[] depths = texts.begin(0, tokens()).depths();
            assertThat(RoutingMaps.depths(depths.length, mapped.blocks()))
                    .isEqualTo(Arrays.stream(depths).boxed().toList());
        }
    }

    /** Runs the blocks one after the other and compares what goes in with what comes out. */
    private List<boolean[]> changed(Decoder decoder, Pass.Purpose purpose) {
        int[] tokens = tokens();
        Shape shape = decoder.weights().get("embedding").used().getShape();
        int width = (int) shape.get(1);
        double[] table = NDArrays.values(decoder.weights().get("embedding").used());
        double[] rows = new double[tokens.length * width];
        for (int i = 0; i < tokens.length; i++) {
            System.arraycopy(table, tokens[i] * width, rows, i * width, width);
        }
        List<boolean[]> changed = new ArrayList<>();
        try (NDManager scope = manager.newSubManager();
                Pass pass = decoder.passOverText(scope, purpose, tokens.length)) {
            NDArray x = NDArrays.of(
                    scope,
                    decoder.weights().get("embedding").used().getDataType(),
                    rows,
                    new Shape(tokens.length, width));
            for (Block block : decoder.blocks()) {
                double[] before = NDArrays.values(x);
                x = block.forward(x, pass).value();
                double[] after = NDArrays.values(x);
                boolean[] differs = new boolean[tokens.length];
                for (int i = 0; i < after.length; i++) {
                    differs[i / width] |= before[i] != after[i];
                }
                changed.add(differs);
            }
        }
        return changed;
    }

    private static List<Boolean> all(int tokens) {
        return IntStream.range(0, tokens).mapToObj(i -> true).toList();
    }

    private static List<Boolean> list(boolean[] flags) {
        return IntStream.range(0, flags.length).mapToObj(i -> flags[i]).toList();
    }

    private void scaleOutput(Trainer trainer, int expert, double factor) {
        NDArray array =
                trainer.decoder().weights().get("blocks.1.experts.output").array();
        double[] values = NDArrays.values(array);
        int each = values.length / (int) array.getShape().get(0);
        for (int i = expert * each; i < (expert + 1) * each; i++) {
            values[i] *= factor;
        }
        try (NDArray made = NDArrays.of(manager, array.getDataType(), values, array.getShape())) {
            made.copyTo(array);
        }
        trainer.decoder().weights().refresh();
    }

    static Stream<Case> kinds() {
        return Stream.of(
                        "baseline|",
                        PREDICTOR,
                        AUXILIARY,
                        "mod|capacity: 0.5, scheme: threshold, gate: mlp, routerActivation: sigmoid",
                        "staged-mode|capacity: 0.5, routeEvery: 1, scheme: stochastic, experts: 3, capacityFactor: 2",
                        "integrated-mode|experts: 2, noOps: 2, capacityFactor: 0.9")
                .flatMap(variant -> Stream.of(RoutingMode.values()).map(routing -> new Case(variant, routing)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void the_pass_is_that_of_logits_bit_for_bit(Case one) throws IOException {
        ExperimentSpec spec = one.spec();
        try (Inference inference = open(trainer(spec), spec)) {
            InferenceResult.RoutingMap map = map(inference, TEXT, one.routing());
            InferenceResult.Logits logits = inference.logits(new InferenceRequest.Logits(TEXT, one.routing(), true));

            assertThat(map.tokens()).isEqualTo(logits.tokens());
            assertThat(map.pieces()).isEqualTo(logits.pieces());
            assertThat(map.note()).isEqualTo(logits.note());
            List<double[]> rows = Objects.requireNonNull(logits.logits()).stream()
                    .map(row -> row.stream().mapToDouble(Float::doubleValue).toArray())
                    .toList();
            // Equal bits in, equal bits out: numbers of float32 lose nothing on their way.
            assertThat(map.losses()).isEqualTo(RoutingMaps.losses(tokens(), rows));
            assertThat(map.entropies())
                    .isEqualTo(rows.stream().map(RoutingMaps::entropy).toList());
            List<MappedBlock> routed =
                    map.blocks().stream().filter(MappedBlock::routed).toList();
            assertThat(routed).hasSameSizeAs(logits.routed());
            for (int i = 0; i < routed.size(); i++) {
                MappedBlock block = routed.get(i);
                List<Boolean> entered = Objects.requireNonNull(block.entered());
                List<Integer> taken = IntStream.range(0, entered.size())
                        .filter(entered::get)
                        .boxed()
                        .toList();
                assertThat(taken).isEqualTo(logits.routed().get(i).tokens());
                assertThat(taken.stream().map(Objects.requireNonNull(block.weights())::get))
                        .isEqualTo(logits.routed().get(i).weights());
                assertThat(block.weights()).hasSize(TEXT.length());
            }
        }
    }

    @Test
    void losses_and_entropies_are_those_of_the_softmax() {
        double[] logits = {Math.log(1), Math.log(2), Math.log(5)};

        assertThat(RoutingMaps.losses(new int[] {2, 1}, List.of(logits, logits)))
                .hasSize(2)
                .satisfies(losses -> assertThat(losses.get(0)).isCloseTo(Math.log(4), within(1e-15)))
                .satisfies(losses -> assertThat(losses.get(1)).isNull());
        double expected = -(0.125 * Math.log(0.125) + 0.25 * Math.log(0.25) + 0.625 * Math.log(0.625));
        assertThat(RoutingMaps.entropy(logits)).isCloseTo(expected, within(1e-15));
        assertThat(RoutingMaps.entropy(new double[] {0, Double.NEGATIVE_INFINITY}))
                .isZero();
        assertThat(RoutingMaps.entropy(new double[] {1e5, 0})).isZero();
    }

    @Test
    void a_predictor_that_routes_takes_what_it_finds_more_likely_than_not() throws IOException {
        MappedBlock block = map(PREDICTOR, RoutingMode.CAUSAL).blocks().get(1);

        List<Float> probabilities = Objects.requireNonNull(block.probabilities());
        assertThat(block.entered())
                .isEqualTo(probabilities.stream().map(p -> p > 0.5).toList())
                .contains(true, false);
        assertThat(map(PREDICTOR, RoutingMode.CAUSAL).blocks().get(0).probabilities())
                .isNull();
    }

    @Test
    void where_the_top_k_route_the_predictor_is_asked_all_the_same() throws IOException {
        MappedBlock block = map(PREDICTOR, RoutingMode.TOP_K).blocks().get(1);

        // This is half of eleven, rounded up.
        assertThat(Objects.requireNonNull(block.entered()).stream().filter(each -> each))
                .hasSize(6);
        assertThat(Objects.requireNonNull(block.probabilities()))
                .hasSize(11)
                .allSatisfy(p -> assertThat(p).isBetween(0f, 1f))
                .doesNotHaveDuplicates();
    }

    @Test
    void routers_that_learned_to_choose_causally_are_their_own_predictors() throws IOException {
        for (RoutingMode routing : RoutingMode.values()) {
            MappedBlock block = map(AUXILIARY, routing).blocks().get(0);
            assertThat(block.sigmoid()).isFalse();
            assertThat(block.probabilities())
                    .isEqualTo(Objects.requireNonNull(block.weights()).stream()
                            .map(weight -> (float) MembershipLoss.sigmoid(weight))
                            .toList());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mod|capacity: 0.5",
                "mod|capacity: 0.5, scheme: stochastic",
                "mod|capacity: 0.5, scheme: token-choice",
                "mod|capacity: 0.5, scheme: threshold"
            })
    void routers_that_learned_no_causal_choice_predict_nothing(String variant) throws IOException {
        MappedBlock block = map(variant, RoutingMode.TOP_K).blocks().get(1);

        assertThat(block.routed()).isTrue();
        assertThat(block.probabilities()).isNull();
        assertThat(block.weights()).hasSize(11);
        assertThat(block.threshold()).isEqualTo(variant.endsWith("threshold") ? Double.valueOf(0.25) : null);
    }

    @Test
    void a_model_without_routed_blocks_sends_every_token_through_every_block() throws IOException {
        InferenceResult.RoutingMap map = map("baseline|", RoutingMode.TOP_K);

        assertThat(map.depths()).hasSize(11).containsOnly(2);
        assertThat(map.experts()).isZero();
        assertThat(map.blocks()).allSatisfy(block -> {
            assertThat(block.routed()).isFalse();
            assertThat(block.through()).containsOnly(true).hasSize(11);
            assertThat(block.entered()).isNull();
            assertThat(block.weights()).isNull();
            assertThat(block.paths()).isNull();
        });
    }

    @Test
    void a_character_of_several_tokens_is_with_the_last_of_them() throws IOException {
        ExperimentSpec spec = Models.variant(PREDICTOR);
        try (Inference inference = open(trainer(spec), spec)) {
            InferenceResult.RoutingMap map = map(inference, "바다", RoutingMode.TOP_K);

            assertThat(map.pieces()).containsExactly("", "", "바", "", "", "다");
            assertThat(map.depths()).hasSize(6);
            assertThat(map.losses().getLast()).isNull();
        }
    }

    @Test
    void a_text_of_one_token_has_a_map_without_a_loss() throws IOException {
        ExperimentSpec spec = Models.variant(PREDICTOR);
        try (Inference inference = open(trainer(spec), spec)) {
            InferenceResult.RoutingMap map = map(inference, "a", RoutingMode.TOP_K);

            assertThat(map.losses()).containsExactly((Double) null);
            assertThat(map.depths()).containsExactly(2);
        }
    }

    @Test
    void what_cannot_be_mapped_is_refused() throws IOException {
        ExperimentSpec spec = Models.variant("mod|capacity: 0.5");
        try (Inference inference = open(trainer(spec), spec)) {
            assertThatThrownBy(() -> map(inference, TEXT, RoutingMode.CAUSAL))
                    .isInstanceOf(InvalidSpec.class)
                    .hasMessageStartingWith("/routing")
                    .hasMessageContaining("causal: predictor");
            assertThatThrownBy(() -> map(inference, "thirteen char", RoutingMode.TOP_K))
                    .isInstanceOf(InvalidSpec.class)
                    .hasMessageStartingWith("/text");
        }
    }
}
