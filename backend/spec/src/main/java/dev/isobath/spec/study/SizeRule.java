package dev.isobath.spec.study;

/**
 * How a width makes a size: {@code heads = width / headWidth}, and {@code layers} is the multiple of {@code layerStep} nearest to
 * {@code width / widthPerLayer}, at least one {@code layerStep}.
 *
 * @param headWidth the width of one attention head; each width is a multiple of it
 * @param widthPerLayer the width for each layer, which fixes the shape of the model at all sizes
 * @param layerStep what the number of layers is a multiple of; 2 lets every second block be routed at all sizes alike
 */
public record SizeRule(int headWidth, double widthPerLayer, int layerStep) {

    /** Returns the size of a width that is a multiple of {@link #headWidth}. */
    public Size of(int width) {
        long steps = Math.max(1, Math.round(width / widthPerLayer / layerStep));
        return new Size(Math.toIntExact(steps * layerStep), width, width / headWidth);
    }
}
