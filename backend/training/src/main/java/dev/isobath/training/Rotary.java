package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.HashMap;
import java.util.Map;

/**
 * Rotary angles of every position of a sequence (2104.09864), base 10,000. Gathered tokens get the angles of the positions
 * they come from, not of the places they land on.
 */
final class Rotary {

    private static final double BASE = 10_000;

    private final NDManager manager;
    private final DataType type;
    private final int sequence;
    private final int headWidth;
    private final NDArray cosines; // [S, w]
    private final NDArray sines; // [S, w]
    private final Map<Integer, NDArray> masks = new HashMap<>();
    private final Positions all;

    /** @param manager owns the tables as long as the model lives */
    Rotary(NDManager manager, DataType type, int sequence, int headWidth) {
        this.manager = manager;
        this.type = type;
        this.sequence = sequence;
        this.headWidth = headWidth;
        double[] cosines = new double[sequence * headWidth];
        double[] sines = new double[sequence * headWidth];
        for (int position = 0; position < sequence; position++) {
            for (int i = 0; i < headWidth; i++) {
                double angle = position * StrictMath.pow(BASE, -2.0 * (i % (headWidth / 2)) / headWidth);
                cosines[position * headWidth + i] = StrictMath.cos(angle);
                sines[position * headWidth + i] = StrictMath.sin(angle);
            }
        }
        this.cosines = table(cosines, new Shape(sequence, headWidth));
        this.sines = table(sines, new Shape(sequence, headWidth));
        Shape broadcast = new Shape(1, 1, sequence, headWidth);
        this.all =
                new Positions(sequence, this.cosines.reshape(broadcast), this.sines.reshape(broadcast), mask(sequence));
    }

    /** Every position of the sequence. */
    Positions all() {
        return all;
    }

    /** @param positions original positions, [B, n] as rows of n */
    Positions at(Rows positions, int batch) {
        int n = positions.count() / batch;
        Shape shape = new Shape(batch, 1, n, headWidth);
        return new Positions(
                n,
                rows(cosines, positions).reshape(shape),
                rows(sines, positions).reshape(shape),
                mask(n));
    }

    int sequence() {
        return sequence;
    }

    /** The result belongs to the manager of the index, which is the step's. */
    private static NDArray rows(NDArray table, Rows positions) {
        return JniUtils.embedding((PtNDArray) positions.array(), (PtNDArray) table, false);
    }

    private NDArray mask(int n) {
        return masks.computeIfAbsent(n, size -> {
            double[] mask = new double[size * size];
            for (int query = 0; query < size; query++) {
                for (int key = query + 1; key < size; key++) {
                    mask[query * size + key] = Double.NEGATIVE_INFINITY;
                }
            }
            return table(mask, new Shape(size, size));
        });
    }

    private NDArray table(double[] values, Shape shape) {
        return Values.array(manager, type, values, shape);
    }
}
