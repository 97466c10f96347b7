package dev.isobath.training.optimiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Routing;
import dev.isobath.spec.Scaling;
import dev.isobath.training.Beside;
import dev.isobath.training.MaskedReference;
import dev.isobath.training.Models;
import dev.isobath.training.Specs;
import dev.isobath.training.engine.FlopCounter;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.model.Batch;
import dev.isobath.training.model.Decoder;
import dev.isobath.training.routing.ExpertTrace;
import dev.isobath.training.routing.RouterTrace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models whose rates and multipliers follow from their size. */
class Course11ScalingTest {

    private static final int STEPS = 6;

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private static ExperimentSpec spec(String variant, int layers, int width, int heads, String parametrization) {
        String[] parts = variant.split("\\|", -1);
        return Specs.yaml("""
                name: scaling
                seed: 7
                architecture: {kind: %s, layers: %d, width: %d, heads: %d%s}
                data: {corpus: generated, sequenceLength: 12}
                training: {batch: 3, budget: {steps: 8}, %s}
                """.formatted(
                        parts[0], layers, width, heads, parts[1].isEmpty() ? "" : ", " + parts[1], parametrization));
    }

    /**
     * Returns the mean sizes of what a model computes after some steps with its own batch: the residual after each block, which is what
     * routers and predictors read, the outputs of the routers, the logarithms of the experts' shares, and the logits.
     */
    private Map<String, Double> coordinates(ExperimentSpec spec) {
        Trainer trainer = new Trainer(spec, manager, NumberFormat.F32);
        Batch batch = Models.batch(spec);
        for (int step = 1; step <= STEPS; step++) {
            trainer.step(batch, step, 0.01);
        }
        Map<String, Double> sizes = new LinkedHashMap<>();
        Decoder decoder = trainer.decoder();
        try (NDManager scope = manager.newSubManager();
                Pass pass = decoder.pass(scope, new FlopCounter(), Pass.Purpose.EVALUATE, batch.count(), 0)) {
            double[] logits = NDArrays.values(decoder.logits(batch.inputs(), pass));
            sizes.put("logits", size(logits));
            long[] tokens = batch.inputs();
            NDArray x = decoder.weights().array("embedding").get(scope.create(tokens));
            for (int layer = 0; layer < decoder.blocks().size(); layer++) {
                x = decoder.blocks().get(layer).forward(x, pass).value();
                sizes.put("residual " + layer, size(NDArrays.values(x)));
            }
            for (ExpertTrace trace : pass.traces(ExpertTrace.class)) {
                // Few tokens enter the experts of a routed block, and say little about the width.
                if (Routing.of(spec.architecture()).isEmpty()) {
                    double[] logarithms = Arrays.stream(trace.shares())
                            .map(share -> Math.log(share * trace.paths()))
                            .toArray();
                    sizes.put("shares " + trace.layer(), size(logarithms));
                }
            }
            pass.traces(RouterTrace.class)
                    .forEach(trace -> sizes.put("router " + trace.layer(), size(trace.outputs())));
        }
        return sizes;
    }

    private static double size(double[] values) {
        return Arrays.stream(values).map(Math::abs).average().orElseThrow();
    }

    /** Returns the largest factor between the same number of two models. */
    private static double furthest(Map<String, Double> one, Map<String, Double> other) {
        double furthest = 1;
        for (Map.Entry<String, Double> entry : one.entrySet()) {
            double ratio = Objects.requireNonNull(other.get(entry.getKey())) / entry.getValue();
            furthest = Math.max(furthest, Math.max(ratio, 1 / ratio));
        }
        return furthest;
    }

    /** At 16 times the width the standard model's numbers are many times larger; with mup they stay. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "baseline|",
                "moe|experts: 3",
                "mod|capacity: 0.5, routeEvery: 1, causal: predictor",
                "mod|capacity: 0.5, routeEvery: 1, causal: auxiliary, gate: mlp",
                "staged-mode|capacity: 0.5, routeEvery: 1, experts: 2, expertScheme: token-choice, scheme: token-choice",
                "integrated-mode|experts: 2, expertScheme: token-choice",
            })
    void coordinates_stay_flat_over_the_width(String variant) {
        String base = "parametrization: mup, baseWidth: 16, baseHeads: 2";
        Map<String, Double> narrow = coordinates(spec(variant, 2, 16, 2, base));
        Map<String, Double> wide = coordinates(spec(variant, 2, 256, 2, base));
        Map<String, Double> standard = coordinates(spec(variant, 2, 256, 2, "parametrization: standard"));

        assertThat(furthest(narrow, wide)).as("%s, %s", narrow, wide).isLessThan(2.5);
        assertThat(furthest(narrow, standard)).isGreaterThan(2 * furthest(narrow, wide));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "baseline|",
                "moe|experts: 3",
                "mod|capacity: 0.5, routedLayers: [1], causal: predictor",
                "staged-mode|capacity: 0.5, routedLayers: [1], experts: 2",
                "integrated-mode|experts: 2",
            })
    void coordinates_stay_flat_over_the_depth_and_the_width(String variant) {
        String base = "parametrization: completep, baseWidth: 16, baseHeads: 2, baseLayers: 2";
        Map<String, Double> shallow = lastResidual(coordinates(spec(variant, 2, 16, 2, base)));
        Map<String, Double> deep = lastResidual(coordinates(spec(variant, 16, 64, 4, base)));
        Map<String, Double> standard = lastResidual(coordinates(spec(variant, 16, 64, 4, "parametrization: standard")));

        assertThat(furthest(shallow, deep)).as("%s, %s", shallow, deep).isLessThan(2.5);
        assertThat(furthest(shallow, standard)).isGreaterThan(2 * furthest(shallow, deep));
    }

    /** Models of other depths have other blocks; their last residual and their logits can be compared. */
    private static Map<String, Double> lastResidual(Map<String, Double> sizes) {
        double last = 0;
        for (Map.Entry<String, Double> entry : sizes.entrySet()) {
            last = entry.getKey().startsWith("residual") ? entry.getValue() : last;
        }
        return Map.of("residual", last, "logits", Objects.requireNonNull(sizes.get("logits")));
    }

    /** A model of the base's size has the bits of the standard model: weights after some steps, and logits. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "baseline|",
                "moe|experts: 3",
                "mod|capacity: 0.5, causal: predictor",
                "staged-mode|capacity: 0.5, experts: 2",
                "integrated-mode|experts: 2",
            })
    void at_the_size_of_the_base_nothing_is_scaled(String variant) {
        List<double[]> standard = trained(spec(variant, 3, 16, 2, "learningRate: 0.01"));

        for (String rule : List.of("mup", "completep, baseLayers: 3")) {
            ExperimentSpec spec = spec(
                    variant, 3, 16, 2, "learningRate: 0.01, baseWidth: 16, baseHeads: 2, parametrization: " + rule);
            assertThat(Scaling.of(spec).branch()).isEqualTo(1);
            List<double[]> based = trained(spec);
            for (int i = 0; i < standard.size(); i++) {
                assertThat(based.get(i)).isEqualTo(standard.get(i));
            }
        }
    }

    private List<double[]> trained(ExperimentSpec spec) {
        Trainer trainer = new Trainer(spec, manager, NumberFormat.F32);
        Batch batch = Models.batch(spec);
        for (int step = 1; step <= 3; step++) {
            trainer.step(batch, step, 0.01);
        }
        List<double[]> all = new ArrayList<>();
        for (Weight weight : trainer.decoder().weights().list()) {
            all.add(NDArrays.values(weight.array()));
        }
        all.add(Models.logits(trainer.decoder(), batch.inputs(), batch.count(), Pass.Purpose.EVALUATE, manager));
        return all;
    }

    /** Every multiplier has its derivative: libtorch's own differentiation of the plain model agrees. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "baseline|",
                "moe|experts: 3, expertScheme: token-choice, topM: 2",
                "mod|capacity: 0.5, routeEvery: 1, causal: predictor",
                "mod|capacity: 0.5, gate: mlp, routerActivation: sigmoid, causal: auxiliary",
                "staged-mode|capacity: 0.5, experts: 2",
                "integrated-mode|experts: 2",
            })
    void gradients_go_through_the_multipliers(String variant) {
        ExperimentSpec spec =
                spec(variant, 2, 8, 2, "parametrization: completep, baseWidth: 32, baseHeads: 2, baseLayers: 1");
        Decoder decoder = Models.strong(spec, manager);
        Batch batch = Models.batch(spec);
        MaskedReference reference = new MaskedReference(spec, decoder.weights(), manager, batch.count(), 1);
        Models.Learned learned = Models.learn(decoder, batch, manager, 1);
        Map<String, double[]> masked = reference.gradients(batch);

        assertThat(learned.loss()).isCloseTo(reference.languageLoss(batch), within(1e-10));
        learned.gradients()
                .forEach((name, gradient) -> assertThat(
                                Beside.furthest(gradient, Objects.requireNonNull(masked.get(name))))
                        .as(name)
                        .isLessThan(1e-10));
    }

    /** The table of the page: what first weights, rates, decays and epsilons of each weight are multiplied by. */
    @Test
    void rates_decays_and_epsilons_are_those_of_the_table() {
        ExperimentSpec spec = spec(
                "mod|capacity: 0.5", 4, 32, 4, "parametrization: completep, baseWidth: 8, baseHeads: 2, baseLayers: 2");
        Scaling scaling = Scaling.of(spec);

        assertThat(scaling.deviation()).isEqualTo(0.5);
        assertThat(scaling.rate()).isEqualTo(0.25);
        assertThat(scaling.rate() * scaling.decay()).isEqualTo(1);
        assertThat(scaling.branch()).isEqualTo(0.5);
        assertThat(scaling.logits()).isEqualTo(0.25);
        assertThat(scaling.epsilon(false)).isEqualTo(0.25);
        assertThat(scaling.epsilon(true)).isEqualTo(0.125);
        assertThat(scaling.scores(8)).isEqualTo(2.0 / 8);
        assertThat(scaling.scores(4)).isEqualTo(1 / Math.sqrt(4));
        assertThat(scaling.residualLayers(4)).isEqualTo(2);
    }

    /** One step from equal gradients moves a block's matrix by a quarter of what it moves the embedding. */
    @Test
    void a_step_moves_each_weight_by_its_own_rate() {
        ExperimentSpec spec = spec("baseline|", 1, 32, 4, "parametrization: mup, baseWidth: 8, weightDecay: 0");
        Trainer trainer = new Trainer(spec, manager, NumberFormat.F64);
        Map<String, Double> moved = new LinkedHashMap<>();
        for (Weight weight : trainer.decoder().weights().list()) {
            double[] ones = new double[Math.toIntExact(weight.array().size())];
            Arrays.fill(ones, 1);
            weight.gradient().set(ones);
            moved.put(weight.name(), NDArrays.values(weight.array())[0]);
        }
        trainer.optimiser().step(0.01, 1, trainer.optimiser().groupNorms(new double[moved.size()]));
        for (Weight weight : trainer.decoder().weights().list()) {
            double step = Objects.requireNonNull(moved.get(weight.name())) - NDArrays.values(weight.array())[0];
            boolean hidden = weight.name().startsWith("blocks.") && weight.decays();
            assertThat(step).as(weight.name()).isCloseTo(hidden ? 0.0025 : 0.01, within(1e-9));
        }
    }

    @Test
    void functions_of_another_size_are_refused() {
        ExperimentSpec spec = spec("baseline|", 1, 32, 4, "parametrization: mup, baseWidth: 8");

        assertThatThrownBy(() -> new Decoder(spec, manager, new Functions(manager, NumberFormat.F32)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another size");
    }
}
