package dev.isobath.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Routing;
import dev.isobath.spec.flops.Flops;
import dev.isobath.spec.flops.Term;
import dev.isobath.training.engine.FlopCounter;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.model.Batch;
import dev.isobath.training.optimiser.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Invariant 13: the closed form equals what is executed, by Isobath's own count and by libtorch's. */
class Course10FlopsTest {

    @TempDir
    Path folder;

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @MethodSource("dev.isobath.training.Models#ofFixedFlops")
    void every_module_executes_what_the_closed_form_says(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        Trainer trainer = new Trainer(spec, manager, NumberFormat.F32);
        Batch batch = Models.batch(spec);
        for (long step = 1; step <= 6; step++) {
            trainer.step(batch, step, 0.01);
            Map<FlopCounter.ModuleKey, FlopCounter.Count> expected = new HashMap<>();
            for (Term term : closedForm(spec, step).terms()) {
                expected.merge(
                        new FlopCounter.ModuleKey(term.layer(), term.module()),
                        new FlopCounter.Count(term.forward() * batch.count(), term.backward() * batch.count()),
                        FlopCounter.Count::plus);
            }
            assertThat(trainer.flops().byModule()).containsExactlyInAnyOrderEntriesOf(expected);
            assertThat(trainer.flops().total()).isEqualTo(spec.flopsAtStep(step));
        }
    }

    private static Flops closedForm(ExperimentSpec spec, long step) {
        return Flops.atStep(
                spec.architecture(),
                spec.data().sequenceLength(),
                spec.data().tokenizer().vocabulary(),
                step);
    }

    /**
     * Compares with the shapes of every matrix product that libtorch records while it runs a step. The embedding lookup is not a
     * product. The first block's router needs no exception, because its input depends on the embedding.
     */
    @ParameterizedTest
    @MethodSource("dev.isobath.training.Models#ofFixedFlops")
    void libtorch_records_the_same_matrix_products(String variant) throws IOException {
        ExperimentSpec spec = Models.variant(variant);
        List<Product> products = recorded(spec, new Trainer(spec, manager, NumberFormat.F32));

        assertThat(products.stream().mapToLong(Product::flops).sum())
                .isEqualTo(
                        closedForm(spec, 1).only(Term.Operation.MATRIX_PRODUCT).training()
                                * spec.training().batch());
    }

    /** Where the number of tokens varies, the closed form is the expected count, and the executed one is libtorch's. */
    @ParameterizedTest
    @MethodSource("dev.isobath.training.Models#ofVaryingFlops")
    void libtorch_records_the_matrix_products_that_are_counted_where_they_vary(String variant) throws IOException {
        ExperimentSpec spec = Models.variant(variant);
        Trainer trainer = new Trainer(spec, manager, NumberFormat.F32);
        List<Product> products = recorded(spec, trainer);
        long counted = trainer.flops().byModule().entrySet().stream()
                .filter(module -> !module.getKey().module().equals("embedding"))
                .filter(module -> !module.getKey().module().equals("attention.softmax"))
                .mapToLong(module ->
                        module.getValue().forward() + module.getValue().backward())
                .sum();

        assertThat(products.stream().mapToLong(Product::flops).sum()).isEqualTo(counted);
        assertThat((double) trainer.flops().total() / spec.flopsAtStep(1)).isBetween(0.5, 1.5);
    }

    /**
     * In longer texts queries go in blocks of 128, and a block is multiplied only with the keys up to its own end. The stored
     * count is still that of full attention. Everything else is executed as counted.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "baseline|",
                "moe|experts: 4",
                "mod|capacity: {tokens: 130}, routeEvery: 1, causal: predictor",
                "mod|capacity: 0.4, scheme: token-choice",
                "staged-mode|capacity: 0.5, experts: 4",
                "integrated-mode|experts: 4",
            })
    void in_long_texts_attention_executes_its_blocks_and_all_else_the_closed_form(String variant) throws IOException {
        String[] parts = variant.split("\\|", -1);
        int length = 300;
        ExperimentSpec spec = Specs.yaml("""
                name: long text
                architecture: {kind: %s, layers: 2, width: 8, heads: 2, feedForward: 16%s}
                data: {corpus: generated, sequenceLength: %d}
                training: {batch: 3, budget: {steps: 1}}
                """.formatted(parts[0], parts[1].isEmpty() ? "" : ", " + parts[1], length));
        List<Product> products = recorded(spec, new Trainer(spec, manager, NumberFormat.F32));
        long all = products.stream().mapToLong(Product::flops).sum();
        // There are six heads in a batch of three, and no other dimension is six.
        long attention = products.stream()
                .filter(product -> product.batch() == 6)
                .mapToLong(Product::flops)
                .sum();
        long scores = 0;
        long counted = 0;
        for (Term term : closedForm(spec, 1).terms()) {
            if (term.operation() == Term.Operation.MATRIX_PRODUCT) {
                boolean ofScores = term.module().equals("attention.scores");
                counted += ofScores ? 0 : term.training() * 3;
                scores += ofScores ? 3 * 3 * blockwise(processed(spec, term.layer()), 8) : 0;
            }
        }

        assertThat(all - attention).isEqualTo(counted);
        assertThat(attention).isEqualTo(scores);
    }

    private static int processed(ExperimentSpec spec, int layer) {
        int length = spec.data().sequenceLength();
        return Routing.of(spec.architecture())
                .map(routing -> routing.tokens(layer, length))
                .orElse(length);
    }

    /** Returns the FLOPs of scores and mixing of one sequence: 2 (queries of the block) (keys up to its end) d each. */
    private static long blockwise(int tokens, int width) {
        long flops = 0;
        for (int start = 0; start < tokens; start += 128) {
            long end = Math.min(start + 128, tokens);
            flops += 4 * (end - start) * end * width;
        }
        return flops;
    }

    /** A matrix product, or {@code batch} of them. */
    private record Product(long batch, long flops) {}

    private List<Product> recorded(ExperimentSpec spec, Trainer trainer) throws IOException {
        Path trace = folder.resolve("trace.json");
        JniUtils.startProfile(false, true, false);
        trainer.step(Models.batch(spec), 1, 0.01);
        JniUtils.stopProfile(trace.toString());
        List<Product> products = new ArrayList<>();
        double end = 0;
        for (JsonNode event : JsonMapper.shared()
                .readTree(Files.readString(trace))
                .valueStream()
                .sorted(Comparator.comparingDouble(event -> event.path("ts").asDouble()))
                .toList()) {
            switch (event.path("name").asString("")) {
                case "aten::mm", "aten::bmm", "aten::addmm", "aten::addmm_", "aten::baddbmm", "aten::baddbmm_" -> {
                    // A batch may be computed matrix by matrix, in products within the product.
                    double start = event.path("ts").asDouble();
                    if (start >= end) {
                        products.add(product(event));
                        end = start + event.path("dur").asDouble();
                    }
                }
                case "mkldnn::_linear_pointwise" -> products.add(transposed(event));
                case "aten::mv", "aten::addmv", "aten::dot", "aten::linear", "aten::matmul", "aten::einsum" ->
                    throw new AssertionError("a product that is not counted: " + event);
                default -> {}
            }
        }
        return products;
    }

    /**
     * Reads a recorded product. The interpreter records everything on its stack. The operands are last, or last before the array
     * that the product is written to. Numbers have no shape.
     */
    private static Product product(JsonNode event) {
        List<long[]> shapes = new ArrayList<>();
        for (JsonNode shape : event.path("shape")) {
            if (!shape.isEmpty()) {
                shapes.add(shape.valueStream().mapToLong(JsonNode::asLong).toArray());
            }
        }
        int last = shapes.size() - 1;
        long[] a = shapes.get(last - 1);
        long[] b = shapes.get(last);
        if (last > 1 && Arrays.equals(productOf(shapes.get(last - 2), a), b)) {
            b = a;
            a = shapes.get(last - 2);
        }
        long[] product = productOf(a, b);
        assertThat(product).as(event.toString()).isNotEmpty();
        long size = Arrays.stream(a).reduce(1, (x, y) -> x * y);
        return new Product(a.length == 3 ? a[0] : 1, 2 * size * product[product.length - 1]);
    }

    /** Reads a product of [n, a] with a matrix that is given as [b, a], the last of the arrays. */
    private static Product transposed(JsonNode event) {
        List<JsonNode> shapes = event.path("shape")
                .valueStream()
                .filter(shape -> !shape.isEmpty())
                .toList();
        JsonNode matrix = shapes.getLast();
        JsonNode rows = shapes.get(shapes.size() - 2);
        assertThat(rows.get(1).asLong())
                .as(event.toString())
                .isEqualTo(matrix.get(1).asLong());
        return new Product(
                1,
                2 * rows.get(0).asLong() * rows.get(1).asLong() * matrix.get(0).asLong());
    }

    /** Returns the shape of a product of matrices or of batches of them. It is empty if they do not fit. */
    private static long[] productOf(long[] a, long[] b) {
        int n = a.length;
        if (n != b.length || n < 2 || a[n - 1] != b[n - 2] || (n == 3 && a[0] != b[0])) {
            return new long[0];
        }
        long[] product = a.clone();
        product[n - 1] = b[n - 1];
        return product;
    }
}
