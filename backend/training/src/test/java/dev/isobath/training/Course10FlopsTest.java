package dev.isobath.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.jni.JniUtils;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Precision;
import dev.isobath.spec.flops.Term;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Invariant 13: the closed form is what is executed, by our own count and by libtorch's. */
class Course10FlopsTest {

    static final String[] VARIANTS = Models.VARIANTS;

    @TempDir
    Path folder;

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @FieldSource("VARIANTS")
    void every_module_executes_what_the_closed_form_says(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        Trainer trainer = new Trainer(spec, manager, DataType.FLOAT32, new ScriptOps(manager, Precision.F32));
        Batch batch = Models.batch(spec);
        trainer.step(batch, 1, 0.01);

        Map<Site, FlopCounter.Count> expected = new HashMap<>();
        for (Term term : spec.flopsPerSequence().terms()) {
            expected.merge(
                    new Site(term.layer(), term.module()),
                    new FlopCounter.Count(term.forward() * batch.count(), term.backward() * batch.count()),
                    FlopCounter.Count::plus);
        }
        assertThat(trainer.flops().bySite()).containsExactlyInAnyOrderEntriesOf(expected);
        assertThat(trainer.flops().total()).isEqualTo(spec.flopsPerStep());
    }

    /**
     * The shapes of every matrix product that libtorch records while it runs a step. The look-up is no product, and the first
     * block's router needs no exception: its input depends on the embedding.
     */
    @ParameterizedTest
    @FieldSource("VARIANTS")
    void libtorch_records_the_same_matrix_products(String variant) throws IOException {
        ExperimentSpec spec = Models.variant(variant);
        Trainer trainer = new Trainer(spec, manager, DataType.FLOAT32, new ArrayOps());
        Batch batch = Models.batch(spec);
        Path trace = folder.resolve("trace.json");
        JniUtils.startProfile(false, true, false);
        trainer.step(batch, 1, 0.01);
        JniUtils.stopProfile(trace.toString());

        assertThat(matrixProducts(trace))
                .isEqualTo(spec.flopsPerSequence()
                                .only(Term.Operation.MATRIX_PRODUCT)
                                .training()
                        * batch.count());
    }

    private static long matrixProducts(Path trace) throws IOException {
        long flops = 0;
        for (JsonNode event : JsonMapper.shared().readTree(Files.readString(trace))) {
            JsonNode shapes = event.path("shape");
            flops += switch (event.path("name").asString("")) {
                case "aten::mm" ->
                    2 * size(shapes.path(0)) * shapes.path(1).path(1).asLong();
                case "aten::bmm" ->
                    2 * size(shapes.path(0)) * shapes.path(1).path(2).asLong();
                case "aten::addmm", "aten::baddbmm", "aten::mv", "aten::dot" ->
                    throw new AssertionError("a product that is not counted: " + event);
                default -> 0;
            };
        }
        return flops;
    }

    private static long size(JsonNode shape) {
        long size = 1;
        for (JsonNode dimension : shape) {
            size *= dimension.asLong();
        }
        return size;
    }
}
