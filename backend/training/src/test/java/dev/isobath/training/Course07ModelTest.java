package dev.isobath.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Precision;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole models: their size, their first weights, and invariants 4 and 10 for every architecture. */
class Course07ModelTest {

    static final String[] VARIANTS = Models.VARIANTS;

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray logits(Decoder decoder, long[] tokens, int batch) {
        return decoder.logits(tokens, decoder.pass(manager, new FlopCounter(), batch));
    }

    @ParameterizedTest
    @FieldSource("VARIANTS")
    void a_model_has_as_many_parameters_as_the_closed_form_says(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        Decoder decoder = new Decoder(spec, manager, DataType.FLOAT32, new ArrayOps());

        assertThat(decoder.weights().count()).isEqualTo(spec.parameters());
    }

    @Test
    void first_weights_have_the_deviation_asked_for_and_depend_on_the_seed_and_their_name_only() {
        Weights baseline = weights("baseline");
        Weights mod = weights("mod");

        assertThat(deviation(baseline.array("embedding"))).isCloseTo(0.02, within(0.001));
        assertThat(deviation(baseline.array("blocks.1.mlp.output"))).isCloseTo(0.01, within(0.001));
        assertThat(mod.array("blocks.1.mlp.output")).isEqualTo(baseline.array("blocks.1.mlp.output"));
        assertThat(baseline.array("blocks.1.mlp.input")).isNotEqualTo(baseline.array("blocks.0.mlp.input"));
    }

    private Weights weights(String kind) {
        ExperimentSpec spec = Specs.yaml("""
                name: init
                architecture: {kind: %s, layers: 2, width: 32}
                data: {corpus: generated, sequenceLength: 16}
                training: {batch: 1, budget: {steps: 1}}
                """.formatted(kind));
        return new Decoder(spec, manager, DataType.FLOAT32, new ArrayOps()).weights();
    }

    private static double deviation(NDArray array) {
        return Math.sqrt(
                Arrays.stream(Values.of(array)).map(x -> x * x).average().orElseThrow());
    }

    @ParameterizedTest
    @FieldSource("VARIANTS")
    void gathering_gives_what_masking_gives_forward_and_in_every_gradient(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        Decoder decoder = Models.strong(spec, manager);
        Batch batch = Models.batch(spec);
        MaskedReference reference = new MaskedReference(spec, decoder.weights(), manager, batch.count());

        assertThat(logits(decoder, batch.inputs(), batch.count()).toDoubleArray())
                .containsExactly(reference.logits(batch.inputs()).toDoubleArray(), within(1e-10));
        Map<String, double[]> gathered = Models.gradients(
                decoder, () -> decoder.loss(batch, decoder.pass(manager, new FlopCounter(), batch.count())));
        Map<String, double[]> masked = Models.gradients(decoder, () -> reference.loss(batch));
        assertThat(gathered.keySet()).isEqualTo(masked.keySet());
        gathered.forEach(
                (name, gradient) -> assertThat(gradient).as(name).containsExactly(masked.get(name), within(1e-10)));
        // Nothing above would notice weights that are left out on both sides.
        gathered.forEach((name, gradient) -> assertThat(Arrays.stream(gradient).anyMatch(g -> g != 0))
                .as(name)
                .isEqualTo(!name.contains("predictor")));
    }

    @ParameterizedTest
    @FieldSource("VARIANTS")
    void fused_operations_give_what_plain_ones_give_forward_and_in_every_gradient(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        Batch batch = Models.batch(spec);
        Map<String, double[]> plain = gradients(spec, batch, new ArrayOps());
        Map<String, double[]> fused = gradients(spec, batch, new ScriptOps(manager, Precision.F32));

        plain.forEach((name, gradient) ->
                assertThat(relativeDistance(fused.get(name), gradient)).as(name).isLessThan(1e-4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline|", "moe|experts: 1", "mod|capacity: 1, routeEvery: 1"})
    void products_of_bfloat16_give_gradients_as_near_as_eight_bits_can(String variant) {
        // Where nothing is chosen: a choice may fall differently, and then nothing is near.
        ExperimentSpec spec = Models.variant(variant);
        Batch batch = Models.batch(spec);
        Map<String, double[]> plain = gradients(spec, batch, new ArrayOps());
        Map<String, double[]> rounded = gradients(spec, batch, new ScriptOps(manager, Precision.BF16));

        assertThat(relativeDistance(all(rounded), all(plain))).isBetween(1e-4, 0.05);
    }

    private static double[] all(Map<String, double[]> gradients) {
        return gradients.values().stream().flatMapToDouble(Arrays::stream).toArray();
    }

    private Map<String, double[]> gradients(ExperimentSpec spec, Batch batch, Ops ops) {
        Decoder decoder = Models.strong(spec, manager, DataType.FLOAT32, ops);
        return Models.gradients(
                decoder, () -> decoder.loss(batch, decoder.pass(manager, new FlopCounter(), batch.count())));
    }

    /** Norm of the difference over the norm of what is expected; 0 where both are 0. */
    private static double relativeDistance(double @Nullable [] actual, double @Nullable [] expected) {
        assertThat(actual).isNotNull();
        assertThat(expected).isNotNull();
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            norm += expected[i] * expected[i];
        }
        return difference == 0 ? 0 : Math.sqrt(difference / norm);
    }

    @ParameterizedTest
    @FieldSource("VARIANTS")
    void a_sequence_does_not_notice_the_others_of_its_batch(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        Decoder decoder = Models.strong(spec, manager);
        Batch batch = Models.batch(spec);
        double[] together = logits(decoder, batch.inputs(), batch.count()).toDoubleArray();
        int length = batch.length();
        for (int b = 0; b < batch.count(); b++) {
            long[] own = Arrays.copyOfRange(batch.inputs(), b * length, (b + 1) * length);
            double[] expected = Arrays.copyOfRange(together, b * length * 256, (b + 1) * length * 256);

            assertThat(logits(decoder, own, 1).toDoubleArray()).containsExactly(expected, within(1e-11));
        }
    }

    @Test
    void the_baseline_is_causal_and_top_k_routing_is_not() {
        assertThat(earlierLogitsChange("baseline|")).isFalse();
        assertThat(earlierLogitsChange("mod|capacity: 0.25, routeEvery: 1")).isTrue();
    }

    /** Whether some change of a sequence's last token changes the logits before it. */
    private boolean earlierLogitsChange(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        Decoder decoder = Models.strong(spec, manager);
        int length = spec.data().sequenceLength();
        long[] tokens = Arrays.copyOf(Models.batch(spec).inputs(), length);
        double[] before = earlier(decoder, tokens);
        for (int token = 0; token < 256; token++) {
            tokens[length - 1] = token;
            if (!Arrays.equals(before, earlier(decoder, tokens))) {
                return true;
            }
        }
        return false;
    }

    private double[] earlier(Decoder decoder, long[] tokens) {
        return Arrays.copyOf(logits(decoder, tokens, 1).toDoubleArray(), (tokens.length - 1) * 256);
    }
}
