package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.stream.IntStream;

/**
 * Rotary angles of every position of a sequence (2104.09864), base 10,000. Gathered tokens get the angles of the positions
 * they come from, not of the places they land on.
 */
final class Rotary {

    private static final double BASE = 10_000;

    /** Largest block of queries; {@code engine.py} has the same number. */
    private static final int BLOCK = 128;

    private final Functions functions;
    private final int sequence;
    private final int longest;
    private final int pairs;
    private final NDArray cosines; // [S, 2 w / 2]
    private final NDArray sines; // [S, 2 w / 2]
    private final NDArray barrier; // [block, block]
    private final Positions all;

    /** @param manager owns the tables as long as the model lives */
    Rotary(NDManager manager, Functions functions, int sequence, int headWidth) {
        this.functions = functions;
        this.sequence = sequence;
        longest = sequence;
        pairs = headWidth / 2;
        double scale = 1 / Math.sqrt(headWidth);
        double[] cosines = new double[sequence * headWidth];
        double[] sines = new double[sequence * headWidth];
        for (int position = 0; position < sequence; position++) {
            for (int i = 0; i < headWidth; i++) {
                double angle = position * StrictMath.pow(BASE, -2.0 * (i % pairs) / headWidth);
                double factor = i < pairs ? scale : 1;
                cosines[position * headWidth + i] = factor * StrictMath.cos(angle);
                sines[position * headWidth + i] = factor * StrictMath.sin(angle);
            }
        }
        this.cosines = table(manager, cosines, new Shape(sequence, headWidth));
        this.sines = table(manager, sines, new Shape(sequence, headWidth));
        int block = Math.min(BLOCK, sequence);
        double[] mask = new double[block * block];
        for (int query = 0; query < block; query++) {
            for (int key = query + 1; key < block; key++) {
                mask[query * block + key] = Double.NEGATIVE_INFINITY;
            }
        }
        barrier = table(manager, mask, new Shape(block, block));
        Shape broadcast = new Shape(1, sequence, 2, 1, pairs);
        all = new Positions(sequence, this.cosines.reshape(broadcast), this.sines.reshape(broadcast), barrier);
    }

    /** The first {@code sequence} positions of {@code whole}. */
    private Rotary(NDManager scope, Rotary whole, int sequence) {
        functions = whole.functions;
        this.sequence = sequence;
        longest = whole.longest;
        pairs = whole.pairs;
        cosines = whole.cosines;
        sines = whole.sines;
        barrier = whole.barrier;
        all = whole.at(scope, Rows.of(scope, IntStream.range(0, sequence).toArray()), 1);
    }

    /** The same for sequences of so many tokens only. */
    Rotary first(NDManager scope, int sequence) {
        return sequence == this.sequence ? this : new Rotary(scope, this, sequence);
    }

    /** Every position of the sequence. */
    Positions all() {
        return all;
    }

    /** @param positions original positions, [B, n] as rows of n */
    Positions at(NDManager scope, Rows positions, int batch) {
        int n = positions.count() / batch;
        Shape shape = new Shape(batch, n, 2, 1, pairs);
        return new Positions(
                n,
                functions.take(scope, cosines, positions).reshape(shape),
                functions.take(scope, sines, positions).reshape(shape),
                barrier);
    }

    /** Of every position the angles' cosines, [S, w]: for queries (scaled by 1 / sqrt(w)), then for keys; likewise {@link #sines}. */
    NDArray cosines() {
        return cosines;
    }

    NDArray sines() {
        return sines;
    }

    /** As in {@link Positions}. */
    NDArray barrier() {
        return barrier;
    }

    int sequence() {
        return sequence;
    }

    /** S, tokens of the sequences the model is trained on. */
    int longest() {
        return longest;
    }

    private NDArray table(NDManager manager, double[] values, Shape shape) {
        try (NDArray exact = Values.array(manager, functions.arithmetic().master(), values, shape)) {
            return functions.rounded(manager, exact);
        }
    }
}
