package dev.isobath.training.bench;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Kind;
import dev.isobath.spec.Precision;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.flops.Term;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The sizes of the model that contenders train.
 *
 * @param tokens the number of tokens of one step; a batch has as many sequences as that makes, at least one
 */
record Workload(int layers, int width, int sequence, Precision precision, int tokens, Device device) {

    /**
     * The share of a sequence that a routed block takes. Every other block is routed, which is the best setting of 2404.02258.
     */
    static final double CAPACITY = 0.125;

    private static final int HEAD_WIDTH = 64;
    private static final JsonMapper JSON = new JsonMapper();

    enum Device {
        CPU,
        CUDA;

        String text() {
            return this == CPU ? "cpu" : "cuda";
        }
    }

    int heads() {
        return Math.max(1, width / HEAD_WIDTH);
    }

    int batch() {
        return Math.max(1, tokens / sequence);
    }

    /**
     * Returns the spec of one kind. Routed kinds are routed as in the paper, without any causal method. Everything else has its
     * default.
     */
    ExperimentSpec spec(Kind kind) {
        ObjectNode spec = JSON.createObjectNode().put("name", "benchmark");
        ObjectNode architecture = spec.putObject("architecture")
                .put("kind", kind.text())
                .put("layers", layers)
                .put("width", width)
                .put("heads", heads());
        if (kind == Kind.MOD || kind == Kind.STAGED_MODE) {
            architecture.put("capacity", CAPACITY).put("routeEvery", 2);
        }
        spec.putObject("data").put("corpus", "random-bytes").put("sequenceLength", sequence);
        ObjectNode training = spec.putObject("training").put("batch", batch()).put("precision", precision.text());
        training.putObject("budget").put("steps", 1_000_000);
        if (device != Device.CPU) {
            training.put("device", device.text());
        }
        return SpecReader.read(spec);
    }

    /** Returns the FLOPs of the matrix products that a step executes, forward and backward. */
    double flops(Kind kind) {
        return (double) spec(kind)
                        .flopsPerSequence()
                        .only(Term.Operation.MATRIX_PRODUCT)
                        .training()
                * batch();
    }

    @Override
    public String toString() {
        return "width %d, sequence %d, %s".formatted(width, sequence, precision.text());
    }
}
