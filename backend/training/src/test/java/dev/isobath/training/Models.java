package dev.isobath.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import dev.isobath.spec.ExperimentSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** Models and batches for the tests, with weights large enough that nothing can hide behind small numbers. */
final class Models {

    /** Every way through the code that the numbers can take: kind | what else the architecture says. */
    static final String[] VARIANTS = {
        "baseline|",
        "moe|experts: 2",
        "moe|experts: 4, capacityFactor: 2",
        "mod|capacity: 0.25, routeEvery: 1",
        "mod|capacity: 0.5, gate: mlp, routerActivation: sigmoid",
        "mod|capacity: 0.5, causal: auxiliary, auxiliaryWeight: 0.3",
        "mod|capacity: 0.5, causal: predictor, predictorWidth: 5",
        "staged-mode|capacity: 0.5, experts: 3",
        "staged-mode|capacity: 0.5, experts: 2, gate: mlp, routeOffset: 0, causal: predictor",
        "integrated-mode|experts: 3",
        "integrated-mode|experts: 2, noOps: 2, capacityFactor: 0.9",
    };

    private Models() {}

    static ExperimentSpec variant(String variant) {
        String[] parts = variant.split("\\|", -1);
        return Specs.tiny(parts[0], parts[1]);
    }

    /** A model in float64 whose every weight is of the order of one half. */
    static Decoder strong(ExperimentSpec spec, NDManager manager) {
        return strong(spec, manager, DataType.FLOAT64, new ArrayOps());
    }

    static Decoder strong(ExperimentSpec spec, NDManager manager, DataType type, Ops ops) {
        Decoder decoder = new Decoder(spec, manager, type, ops);
        for (Weight weight : decoder.weights().list()) {
            int size = (int) weight.array().size();
            try (NDArray noise = manager.create(
                            new Randomness(11).normal(size, 0.4, weight.name()),
                            weight.array().getShape());
                    NDArray same = noise.toType(type, true)) {
                weight.array().addi(same);
            }
        }
        return decoder;
    }

    static Batch batch(ExperimentSpec spec) {
        int count = spec.training().batch();
        int length = spec.data().sequenceLength();
        return new Batch(count, length, tokens("inputs", count * length), tokens("targets", count * length));
    }

    private static long[] tokens(String purpose, int count) {
        Randomness randomness = new Randomness(3);
        return LongStream.range(0, count)
                .map(i -> randomness.below(256, purpose, 0, i))
                .toArray();
    }

    /** The gradient of a scalar with respect to every weight, by name. */
    static Map<String, double[]> gradients(Decoder decoder, Supplier<NDArray> scalar) {
        for (Weight weight : decoder.weights().list()) {
            try (NDArray old = weight.array().getGradient()) {
                old.subi(old);
            }
        }
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            collector.backward(scalar.get());
        }
        Map<String, double[]> gradients = new LinkedHashMap<>();
        for (Weight weight : decoder.weights().list()) {
            try (NDArray gradient = weight.array().getGradient()) {
                gradients.put(weight.name(), Values.of(gradient));
            }
        }
        return gradients;
    }
}
