package dev.isobath.training.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.RowIndices;
import java.util.stream.IntStream;

/**
 * The rotary angles of every position of a sequence (2104.09864), base 10,000. Gathered tokens get the angles of their original
 * positions, not of their slots.
 */
public final class RotaryEmbedding {

    private static final double BASE = 10_000;

    /** The largest block of queries. {@code engine.py} has the same number. */
    private static final int BLOCK = 128;

    private final Functions functions;
    private final int sequence;
    private final int pairs;
    private final NDArray cosines; // [S, 2 w / 2]
    private final NDArray sines; // [S, 2 w / 2]
    private final NDArray causalMask; // [block, block]
    private final RotaryAngles all;

    /**
     * Makes the tables of angles.
     *
     * @param manager owns the tables as long as the model lives
     */
    RotaryEmbedding(NDManager manager, Functions functions, int sequence, int headWidth) {
        this.functions = functions;
        this.sequence = sequence;
        pairs = headWidth / 2;
        double scale = functions.scaling().scores(headWidth);
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
        causalMask = table(manager, mask, new Shape(block, block));
        Shape broadcast = new Shape(1, sequence, 2, 1, pairs);
        all = new RotaryAngles(sequence, this.cosines.reshape(broadcast), this.sines.reshape(broadcast), causalMask);
    }

    /** Returns the angles of every position of the sequences that the model is trained on. */
    public RotaryAngles all() {
        return all;
    }

    /** Returns the angles of the first positions. Those of a shorter text belong to {@code scope}. */
    RotaryAngles first(NDManager scope, int tokens) {
        return tokens == sequence
                ? all
                : at(scope, RowIndices.of(scope, IntStream.range(0, tokens).toArray()), 1);
    }

    /**
     * Returns the angles of tokens at the given positions.
     *
     * @param positions the original positions, [B, n] as rows of n
     */
    RotaryAngles at(NDManager scope, RowIndices positions, int batch) {
        int n = positions.count() / batch;
        Shape shape = new Shape(batch, n, 2, 1, pairs);
        return new RotaryAngles(
                n,
                functions.take(scope, cosines, positions).reshape(shape),
                functions.take(scope, sines, positions).reshape(shape),
                causalMask);
    }

    /** Returns the cosines of the angles of every position, [S, w]: for queries (times the factor of the scores, 1 / sqrt(w) unless the parametrisation has another), then for keys. */
    NDArray cosines() {
        return cosines;
    }

    /** Returns the sines of the same angles in the same shape as {@link #cosines}. */
    NDArray sines() {
        return sines;
    }

    /** Returns the mask of {@link RotaryAngles#causalMask}. */
    NDArray causalMask() {
        return causalMask;
    }

    /** Returns the number of tokens in the sequences that the model is trained on, S. */
    public int sequence() {
        return sequence;
    }

    private NDArray table(NDManager manager, double[] values, Shape shape) {
        try (NDArray exact = NDArrays.of(manager, functions.format().master(), values, shape)) {
            return functions.rounded(manager, exact);
        }
    }
}
