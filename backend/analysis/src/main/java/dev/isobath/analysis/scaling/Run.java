package dev.isobath.analysis.scaling;

/**
 * One training run.
 *
 * @param kind the kind of model, for example "mod"
 * @param size the size of the model on one {@link SizeAxis}
 * @param tokens D, the number of tokens trained on
 * @param budget C, the training FLOPs
 * @param seed the seed
 * @param loss the held-out loss in nats per token or bits per byte, not finite for a run that diverged
 */
public record Run(String kind, double size, double tokens, double budget, long seed, double loss) {

    /** @throws IllegalArgumentException when size, tokens or budget is not a finite number above 0 */
    public Run {
        require("size", size);
        require("tokens", tokens);
        require("budget", budget);
    }

    private static void require(String what, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    "The " + what + " of a run must be a number above 0, not " + value + ".");
        }
    }
}
