package dev.isobath.analysis.sweep;

/**
 * One run of a sweep of the learning rate.
 *
 * @param kind the kind of model
 * @param size the size of the model, by any convention
 * @param rate the learning rate
 * @param seed the seed
 * @param loss the loss, not finite for a run that diverged
 */
public record RateRun(String kind, double size, double rate, long seed, double loss) {

    /** @throws IllegalArgumentException when the rate is not a finite number above 0 */
    public RateRun {
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException(
                    "The learning rate of a run must be a number above 0, not " + rate + ".");
        }
    }
}
