package dev.isobath.analysis.routing;

import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Outcome;
import dev.isobath.analysis.Outcome.Found;
import dev.isobath.analysis.Outcome.Refused;
import dev.isobath.analysis.numerics.Proportion;

/**
 * A predictor of routing as a classifier.
 *
 * @param baseRate the accuracy of always answering what is more frequent: 87.5 % at a capacity of 12.5 %. An accuracy says little
 *     without it
 * @param accuracy the share of tokens that were predicted rightly
 * @param precision the share of tokens predicted to be taken that were
 * @param recall the share of tokens taken that were predicted to be
 */
public record PredictorQuality(
        Outcome<Estimate> baseRate, Outcome<Estimate> accuracy, Outcome<Estimate> precision, Outcome<Estimate> recall) {

    /** Computes the four shares with their intervals. A share of nothing is refused. */
    public static PredictorQuality of(PredictorCounts counts) {
        long frequent = Math.max(counts.taken(), counts.tokens() - counts.taken());
        String none = "No token was counted.";
        return new PredictorQuality(
                share(frequent, counts.tokens(), "The share of the more frequent answer.", none),
                share(
                        counts.truePositives() + counts.trueNegatives(),
                        counts.tokens(),
                        "The share of tokens that were predicted rightly.",
                        none),
                share(
                        counts.truePositives(),
                        counts.predicted(),
                        "The share of tokens predicted to be taken that were.",
                        "No token was predicted to be taken, so there is no precision."),
                share(
                        counts.truePositives(),
                        counts.taken(),
                        "The share of tokens taken that were predicted to be.",
                        "No token was taken, so there is no recall."));
    }

    private static Outcome<Estimate> share(long hits, long of, String what, String none) {
        return of == 0 ? new Refused<>(none) : new Found<>(Proportion.estimate(hits, of, what));
    }
}
