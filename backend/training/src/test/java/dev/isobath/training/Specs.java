package dev.isobath.training;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.SpecText;

/** Specs as people write them. */
public final class Specs {

    private Specs() {}

    public static ExperimentSpec yaml(String text) {
        return SpecReader.read(SpecText.yaml(text));
    }

    /**
     * Returns the spec of a tiny model: 2 layers, width 8, 2 heads, 12 tokens a sequence, 3 sequences a batch. {@code more} is
     * added to the architecture.
     */
    public static ExperimentSpec tiny(String kind, String more) {
        return tiny(kind, more, "budget: {steps: 8}, learningRate: 0.01, evaluateEvery: 4, evaluationTokens: 72");
    }

    public static ExperimentSpec tiny(String kind, String more, String training) {
        return yaml("""
                name: tiny %1$s
                seed: 7
                architecture: {kind: %1$s, layers: 2, width: 8, heads: 2, feedForward: 16%2$s}
                data: {corpus: generated, sequenceLength: 12}
                training: {batch: 3, %3$s}
                """.formatted(kind, more.isEmpty() ? "" : ", " + more, training));
    }
}
