package dev.isobath.training.engine;

import ai.djl.ndarray.types.DataType;
import dev.isobath.spec.Precision;

/**
 * The number formats of a model.
 *
 * <p>These are in {@code master}: weights, their gradients, the optimiser's moments, the gains of norms, routers, a predictor
 * after its first product, and the softmax over the vocabulary. Matrices and activations are in the format that libtorch calls
 * {@code scalarType}. With bfloat16 every product still sums in float32, and the outputs of a router are not rounded to the
 * eight bits of bfloat16.
 */
public enum NumberFormat {
    F32(DataType.FLOAT32, 6),
    BF16(DataType.FLOAT32, 15),
    /** A format for tests that need the digits. */
    F64(DataType.FLOAT64, 7);

    private final DataType master;
    private final int scalarType;

    NumberFormat(DataType master, int scalarType) {
        this.master = master;
        this.scalarType = scalarType;
    }

    /** Returns the formats for the precision of a spec. */
    public static NumberFormat of(Precision precision) {
        return switch (precision) {
            case F32 -> F32;
            case BF16 -> BF16;
        };
    }

    /** Returns the format of weights. */
    public DataType master() {
        return master;
    }

    /** Returns libtorch's number of the format that activations have. The array interface has no name for bfloat16. */
    public int scalarType() {
        return scalarType;
    }

    /** Returns libtorch's number of the format that weights have. */
    int readableType() {
        return this == F64 ? F64.scalarType : F32.scalarType;
    }

    /** Returns whether matrices are computed in another format than they are learned in. */
    public boolean rounds() {
        return this == BF16;
    }
}
