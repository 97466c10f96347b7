package dev.isobath.spec.flops;

/**
 * One term of the count, for one sequence.
 *
 * @param layer the block it belongs to, counted from 0, or {@link #NO_LAYER} for what stands outside the blocks
 * @param module what computes: {@code attention.projections}, {@code mlp}, {@code router} and so on
 * @param forward FLOPs forward, one multiply-add being two
 * @param backward FLOPs backward: twice the forward, or less where no gradient flows into the input
 */
public record Term(int layer, String module, Operation operation, long forward, long backward) {

    /** Stands for the embedding and the output, which belong to no block. */
    public static final int NO_LAYER = -1;

    /** What is really executed, so that a count of executed operations can be held against the closed form. */
    public enum Operation {
        /** A matrix product: {@code 2 m k n}. */
        MATRIX_PRODUCT,
        /** Three operations an element of the attention matrix, by Chinchilla's convention. */
        SOFTMAX,
        /** A table look-up, counted as the one-hot matrix product it stands for, by Chinchilla's convention. */
        LOOKUP
    }

    static Term product(int layer, String module, long forward) {
        return new Term(layer, module, Operation.MATRIX_PRODUCT, forward, Math.multiplyExact(2L, forward));
    }

    /** A product whose input needs no gradient: backward computes the weights' gradient only. */
    static Term leafProduct(int layer, String module, long forward) {
        return new Term(layer, module, Operation.MATRIX_PRODUCT, forward, forward);
    }

    static Term softmax(int layer, long forward) {
        return new Term(layer, "attention.softmax", Operation.SOFTMAX, forward, Math.multiplyExact(2L, forward));
    }

    static Term lookup(String module, long forward) {
        return new Term(NO_LAYER, module, Operation.LOOKUP, forward, Math.multiplyExact(2L, forward));
    }

    /** FLOPs of a training step: forward and backward. */
    public long training() {
        return Math.addExact(forward, backward);
    }
}
