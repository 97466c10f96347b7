package dev.isobath.spec.memory;

import dev.isobath.spec.Architecture;
import dev.isobath.spec.Device;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Experts;
import dev.isobath.spec.Precision;
import dev.isobath.spec.Routing;
import dev.isobath.spec.Shape;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * Adds up the arrays of the training module. Letters: B sequences of a micro-batch, n tokens of each that a block gets, d width, f
 * feed-forward width, h heads, V vocabulary, E experts, P paths.
 */
final class MemoryEstimate {

    /** The bytes of weights, gradients and moments. */
    private static final int MASTER = 4;
    /** Weight, gradient and two moments. */
    private static final int COPIES = 4;
    /** Weights are drawn as doubles and then made floats, and both stay in the heap of Java until the last one is drawn. */
    private static final int DRAWN = 12;
    /** The queries that are compared with keys at a time, as in {@code engine.py}. */
    private static final double QUERY_BLOCK = 128;
    /** The logits that are in memory at a time, as in the training module. */
    private static final double LOGITS_AT_A_TIME = 1 << 24;
    /** The widest head, and the divisor of its width, for which attention keeps no scores on CUDA. */
    private static final int WIDEST_FUSED_HEAD = 256;

    private static final int FUSED_HEAD_UNIT = 8;

    private final ExperimentSpec spec;
    private final Architecture architecture;
    private final Shape shape;
    private final int sequence;
    private final double sequences;
    private final double number;
    private final boolean fused;

    MemoryEstimate(ExperimentSpec spec) {
        this.spec = spec;
        architecture = spec.architecture();
        shape = architecture.shape();
        sequence = spec.data().sequenceLength();
        sequences = (double) spec.training().batch() / spec.training().accumulate();
        number = spec.training().precision() == Precision.F32 ? 4 : 2;
        fused = spec.training().device() == Device.CUDA
                && shape.headWidth() <= WIDEST_FUSED_HEAD
                && shape.headWidth() % FUSED_HEAD_UNIT == 0;
    }

    MemoryNeed need() {
        double activations = rows() * shape.width() * number;
        double widest = 0;
        for (int layer = 0; layer < shape.layers(); layer++) {
            activations += block(layer);
            widest = Math.max(widest, backward(layer));
        }
        return MemoryNeed.of(
                spec.training().device(),
                weights(),
                activations,
                logits(),
                widest + largestMatrix() * MASTER,
                (double) spec.parameters() * DRAWN);
    }

    private double rows() {
        return sequences * sequence;
    }

    private double weights() {
        double rounded = spec.training().precision() == Precision.F32 ? 0 : number;
        double sums = spec.training().accumulate() > 1 ? MASTER : 0;
        return (double) spec.parameters() * (COPIES * MASTER + rounded + sums);
    }

    private double largestMatrix() {
        double vocabulary = (double) spec.data().tokenizer().vocabulary() * shape.width();
        double feedForward = (double) shape.width()
                * shape.feedForward()
                * Experts.of(architecture).map(Experts::count).orElse(1);
        return Math.max(Math.max(vocabulary, feedForward), 3.0 * shape.width() * shape.width());
    }

    /** Returns the most tokens of a sequence that a block gets in a step. */
    private int tokens(int layer) {
        return Routing.of(architecture)
                .map(routing -> Math.max(routing.tokens(layer, sequence), routing.tokens(layer, sequence, 1)))
                .orElse(sequence);
    }

    private boolean routed(int layer) {
        return Routing.of(architecture).filter(routing -> routing.routes(layer)).isPresent();
    }

    /** Returns what a block keeps for its backward pass. */
    private double block(int layer) {
        int n = tokens(layer);
        double entered = sequences * n;
        double d = shape.width();
        double kept = entered * attention(n) + feedForward(n);
        if (routed(layer)) {
            // The chosen rows, and the rows that they are put back among. The predictor computes in the masters'
            // format.
            int predictor = Routing.of(architecture)
                    .filter(routing -> routing.causal() == Routing.CausalMethod.PREDICTOR)
                    .map(Routing::predictorWidth)
                    .orElse(0);
            kept += entered * d * number + rows() * (d * number + 2.0 * predictor * MASTER);
        }
        return kept;
    }

    /** Returns the bytes of each token for attention among n: normed, queries, keys, values, mixed and the result, then the shares. */
    private double attention(int n) {
        double shares = fused ? MASTER : number * (n <= QUERY_BLOCK ? n : n / 2.0 + QUERY_BLOCK / 2);
        return 6.0 * shape.width() * number + 2.0 * MASTER + shape.heads() * shares;
    }

    /** Returns the bytes of the feed-forward of sequences of n tokens. */
    private double feedForward(int n) {
        double d = shape.width();
        double f = shape.feedForward();
        double rows = sequences * n;
        // Normed rows, their mean and deviation, and the result.
        double around = rows * (2 * d * number + 2.0 * MASTER);
        Optional<Double> places = places(n);
        // With experts the rows that each takes, and what it makes of them, stand beside the two hidden layers.
        return around
                + places.map(count -> count * (2 * d + 2 * f + 1) * number + rows * paths() * MASTER)
                        .orElse(rows * 2 * f * number);
    }

    /** Returns the number of places of all experts together for sequences of n tokens, or nothing where there are none. */
    private Optional<Double> places(int n) {
        return Experts.of(architecture).map(experts -> {
            IntUnaryOperator capacity = architecture instanceof Architecture.IntegratedMode integrated
                    ? integrated::pathCapacity
                    : experts::capacity;
            return sequences * experts.count() * capacity.applyAsInt(n);
        });
    }

    private double paths() {
        int noOps = architecture instanceof Architecture.IntegratedMode integrated ? integrated.noOps() : 0;
        return Experts.of(architecture).map(Experts::count).orElse(0) + noOps;
    }

    /** Returns what the backward pass of a block takes beside what was kept: gradients of its inner arrays. */
    private double backward(int layer) {
        int n = tokens(layer);
        double rows = sequences * n;
        double inner = places(n)
                .map(count -> count * (2 * shape.feedForward() + 2 * shape.width()))
                .orElse(rows * 2 * shape.feedForward());
        double attention = rows * 7 * shape.width();
        return (rows() * 2 * shape.width() + Math.max(inner, attention)) * number;
    }

    /** Returns the logits, their logarithms or gradients, and the same in the format of activations where that is another. */
    private double logits() {
        double vocabulary = spec.data().tokenizer().vocabulary();
        double rows = Math.min(rows(), Math.max(1, Math.floor(LOGITS_AT_A_TIME / vocabulary)));
        double copies = 2.0 * MASTER + (spec.training().precision() == Precision.F32 ? 0 : number);
        return rows * vocabulary * copies + 3 * rows() * shape.width() * number + vocabulary * shape.width() * MASTER;
    }
}
