package dev.isobath.spec;

/**
 * The sizes of a decoder.
 *
 * @param layers L, the number of blocks
 * @param width d, the model width; it is a multiple of {@code heads}, and {@code width / heads} is even because rotary positions
 *     rotate pairs
 * @param heads h, the number of attention heads
 * @param feedForward f, the hidden width of the MLP
 */
public record Shape(int layers, int width, int heads, int feedForward) {

    /** Returns the width of one head. */
    public int headWidth() {
        return width / heads;
    }
}
