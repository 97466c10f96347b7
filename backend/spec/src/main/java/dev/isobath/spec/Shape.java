package dev.isobath.spec;

/**
 * Sizes of a decoder.
 *
 * @param layers L, number of blocks
 * @param width d, the model width; a multiple of {@code heads}, and {@code width / heads} is even (rotary pairs)
 * @param heads h, attention heads
 * @param feedForward f, hidden width of the MLP
 */
public record Shape(int layers, int width, int heads, int feedForward) {

    /** Width of one head. */
    public int headWidth() {
        return width / heads;
    }
}
