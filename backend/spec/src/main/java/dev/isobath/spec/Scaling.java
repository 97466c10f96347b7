package dev.isobath.spec;

/**
 * What a {@link Parametrization} makes of the size of one model. With the standard one, and at the size of the base model, every factor
 * is exactly 1.
 *
 * @param width m_d, the width of the model divided by that of the base model
 * @param depth m_L, the number of blocks divided by that of the base model; 1 unless the depth is scaled
 * @param headWidth the width of a head of the base model; 0 where scores are scaled by the root of the head width
 * @param layers the number of blocks that first weights of residual branches depend on; 0 for the model's own
 */
public record Scaling(double width, double depth, int headWidth, int layers) {

    /** Nothing is scaled. */
    public static final Scaling NONE = new Scaling(1, 1, 0, 0);

    /** Returns the scaling of an experiment's model. */
    public static Scaling of(ExperimentSpec spec) {
        Parametrization base = spec.training().parametrization();
        Shape shape = spec.architecture().shape();
        return switch (base.rule()) {
            case STANDARD -> NONE;
            case MUP ->
                new Scaling((double) shape.width() / base.baseWidth(), 1, base.baseWidth() / base.baseHeads(), 0);
            case COMPLETEP ->
                new Scaling(
                        (double) shape.width() / base.baseWidth(),
                        (double) shape.layers() / base.baseLayers(),
                        base.baseWidth() / base.baseHeads(),
                        base.baseLayers());
        };
    }

    /** Returns the factor of the standard deviation of a block's matrices, routers and predictors included. */
    public double deviation() {
        return 1 / Math.sqrt(width);
    }

    /** Returns the factor of the learning rate of a block's matrices. */
    public double rate() {
        return 1 / width;
    }

    /** Returns the factor of the weight decay of a block's matrices, which keeps rate times decay. */
    public double decay() {
        return width;
    }

    /**
     * Returns the factor of AdamW's epsilon.
     *
     * @param inBlock whether the weight is of a block
     */
    public double epsilon(boolean inBlock) {
        return inBlock ? 1 / width / depth : 1 / width;
    }

    /** Returns what attention and feed-forward are multiplied by before they are added to the residual. */
    public double branch() {
        return 1 / depth;
    }

    /** Returns what logits are multiplied by. */
    public double logits() {
        return 1 / width;
    }

    /** Returns what scores of attention are multiplied by, for heads of width {@code w}. */
    public double scores(int w) {
        return headWidth == 0 || headWidth == w ? 1 / Math.sqrt(w) : Math.sqrt(headWidth) / w;
    }

    /** Returns the number of blocks that first weights of residual branches depend on, in a model of {@code own} blocks. */
    public int residualLayers(int own) {
        return layers == 0 ? own : layers;
    }
}
