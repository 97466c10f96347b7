package dev.isobath.spec.study;

/**
 * The size of a model.
 *
 * @param layers L, the number of blocks
 * @param width d, the model width, a multiple of {@code heads}
 * @param heads h, the number of attention heads
 */
public record Size(int layers, int width, int heads) {

    /** Returns the size in words, depth before width, for example {@code 4 × 64}. */
    public String text() {
        return layers + " × " + width;
    }
}
