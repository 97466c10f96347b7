package dev.isobath.spec.flops;

/**
 * One term of the count, for one sequence.
 *
 * @param layer the block that the term belongs to, counted from 0, or {@link #NO_LAYER} for a term outside the blocks
 * @param module the module that computes it: {@code attention.projections}, {@code mlp}, {@code router} and so on
 * @param forward the FLOPs of the forward pass; one multiply-add counts as two
 * @param backward the FLOPs of the backward pass: twice the forward FLOPs, or less where the input needs no gradient
 */
public record Term(int layer, String module, Operation operation, long forward, long backward) {

    /** The layer number of the embedding and the output, which belong to no block. */
    public static final int NO_LAYER = -1;

    /** The operation that is executed. It allows a count of executed operations to be compared with the closed form. */
    public enum Operation {
        /** A matrix product of {@code 2 m k n} FLOPs. */
        MATRIX_PRODUCT,
        /** A softmax, with three operations for each element of the attention matrix by Chinchilla's convention. */
        SOFTMAX,
        /** A table look-up, counted as the equivalent one-hot matrix product by Chinchilla's convention. */
        LOOKUP
    }

    static Term product(int layer, String module, long forward) {
        return new Term(layer, module, Operation.MATRIX_PRODUCT, forward, Math.multiplyExact(2L, forward));
    }

    /** Returns a product whose input needs no gradient. Its backward pass computes the gradient of the weights only. */
    static Term leafProduct(int layer, String module, long forward) {
        return new Term(layer, module, Operation.MATRIX_PRODUCT, forward, forward);
    }

    static Term softmax(int layer, long forward) {
        return new Term(layer, "attention.softmax", Operation.SOFTMAX, forward, Math.multiplyExact(2L, forward));
    }

    static Term lookup(String module, long forward) {
        return new Term(NO_LAYER, module, Operation.LOOKUP, forward, Math.multiplyExact(2L, forward));
    }

    /** Returns the FLOPs of the forward and the backward pass. */
    public long training() {
        return Math.addExact(forward, backward);
    }
}
