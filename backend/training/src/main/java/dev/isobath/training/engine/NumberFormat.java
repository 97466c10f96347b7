package dev.isobath.training.engine;

import ai.djl.ndarray.types.DataType;
import dev.isobath.spec.Precision;

/**
 * Number formats of a model.
 *
 * <p>Weights, their gradients, the optimiser's moments, norms' gains, routers, what a predictor makes of its first product and
 * the softmax over the vocabulary are in {@code master}; matrices and activations in the format called {@code scalarType} by
 * libtorch. With bfloat16 every product still sums in float32; a router's choice never hangs on the eighth bit.
 */
public enum NumberFormat {
    F32(DataType.FLOAT32, 6),
    BF16(DataType.FLOAT32, 15),
    /** For tests that need the digits. */
    F64(DataType.FLOAT64, 7);

    private final DataType master;
    private final int scalarType;

    NumberFormat(DataType master, int scalarType) {
        this.master = master;
        this.scalarType = scalarType;
    }

    public static NumberFormat of(Precision precision) {
        return switch (precision) {
            case F32 -> F32;
            case BF16 -> BF16;
        };
    }

    public DataType master() {
        return master;
    }

    /** libtorch's number of the format that activations have; the array interface has no name for bfloat16. */
    public int scalarType() {
        return scalarType;
    }

    /** libtorch's number of the format that weights have. */
    int readableType() {
        return this == F64 ? F64.scalarType : F32.scalarType;
    }

    /** Whether matrices are computed with in another format than they are learned in. */
    public boolean rounds() {
        return this == BF16;
    }
}
