package dev.isobath.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.Beside;
import dev.isobath.training.MaskedReference;
import dev.isobath.training.Models;
import dev.isobath.training.Specs;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.engine.Weights;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole models: their size, their first weights, and invariant 4 for every architecture. */
class Course07ModelTest {

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @MethodSource("dev.isobath.training.Models#variants")
    void a_model_has_as_many_parameters_as_the_closed_form_says(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        Decoder decoder = new Decoder(spec, manager, new Functions(manager, NumberFormat.F32));

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
        return new Decoder(spec, manager, new Functions(manager, NumberFormat.F32)).weights();
    }

    private static double deviation(NDArray array) {
        return Math.sqrt(
                Arrays.stream(NDArrays.values(array)).map(x -> x * x).average().orElseThrow());
    }

    /** Invariant 4. */
    @ParameterizedTest
    @MethodSource("dev.isobath.training.Models#variants")
    void gathering_gives_what_masking_gives_forward_and_in_every_gradient(String variant) {
        ExperimentSpec spec = Models.variant(variant);
        Decoder decoder = Models.strong(spec, manager);
        Batch batch = Models.batch(spec);
        MaskedReference outside = new MaskedReference(spec, decoder.weights(), manager, batch.count(), 0);
        assertThat(Beside.furthest(
                        Models.logits(decoder, batch.inputs(), batch.count(), Pass.Purpose.EVALUATE, manager),
                        outside.logits(batch.inputs()).toDoubleArray()))
                .isLessThan(1e-10);

        long step = 2;
        MaskedReference training = new MaskedReference(spec, decoder.weights(), manager, batch.count(), step);
        Models.Learned gathered = Models.learn(decoder, batch, manager, step);
        Map<String, double[]> masked = training.gradients(batch);

        assertThat(gathered.loss()).isCloseTo(training.languageLoss(batch), within(1e-10));
        assertThat(gathered.gradients().keySet()).isEqualTo(masked.keySet());
        gathered.gradients().forEach((name, gradient) -> {
            assertThat(Beside.furthest(gradient, Objects.requireNonNull(masked.get(name))))
                    .as(name)
                    .isLessThan(1e-10);
            // The comparison above would not notice weights that are missing on both sides.
            assertThat(Arrays.stream(gradient).anyMatch(g -> g != 0)).as(name).isTrue();
        });
    }

    @ParameterizedTest
    @MethodSource("dev.isobath.training.Models#variants")
    void float32_gives_the_gradients_of_float64(String variant) {
        Map<String, double[]> exact = gradients(variant, NumberFormat.F64);
        Map<String, double[]> rounded = gradients(variant, NumberFormat.F32);

        assertThat(Beside.distance(all(rounded), all(exact))).isLessThan(1e-4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "baseline|",
                "moe|experts: 1",
                "mod|capacity: 1, routeEvery: 1",
                "mod|capacity: 0.5, routeEvery: 1, scheme: stochastic"
            })
    void bfloat16_gives_gradients_as_near_as_eight_bits_can(String variant) {
        // Only models without a router are compared. A choice may differ, and then no number is near.
        Map<String, double[]> exact = gradients(variant, NumberFormat.F64);
        Map<String, double[]> rounded = gradients(variant, NumberFormat.BF16);

        assertThat(Beside.distance(all(rounded), all(exact))).isBetween(1e-4, 0.05);
    }

    private Map<String, double[]> gradients(String variant, NumberFormat format) {
        ExperimentSpec spec = Models.variant(variant);
        Decoder decoder = Models.strong(spec, manager, format);
        return Models.learn(decoder, Models.batch(spec), manager).gradients();
    }

    private static double[] all(Map<String, double[]> gradients) {
        return new TreeSet<>(gradients.keySet())
                .stream()
                        .flatMapToDouble(name -> Arrays.stream(gradients.get(name)))
                        .toArray();
    }

    @Test
    void the_baseline_is_causal_and_top_k_routing_is_not() {
        assertThat(earlierLogitsChange("baseline|")).isFalse();
        assertThat(earlierLogitsChange("mod|capacity: 0.25, routeEvery: 1")).isTrue();
    }

    /** Returns whether a change of a sequence's last token can change the logits before it. */
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
        return Arrays.copyOf(
                Models.logits(decoder, tokens, 1, Pass.Purpose.EVALUATE, manager), (tokens.length - 1) * 256);
    }
}
