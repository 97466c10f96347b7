package dev.isobath.analysis.routing;

/**
 * How often a predictor of routing was right. A token is positive when the router took it into the block.
 *
 * @param truePositives tokens taken and predicted to be taken
 * @param falsePositives tokens not taken but predicted to be taken
 * @param trueNegatives tokens not taken and predicted not to be taken
 * @param falseNegatives tokens taken but predicted not to be taken
 */
public record PredictorCounts(long truePositives, long falsePositives, long trueNegatives, long falseNegatives) {

    /** @throws IllegalArgumentException when a count is negative */
    public PredictorCounts {
        if (Math.min(Math.min(truePositives, falsePositives), Math.min(trueNegatives, falseNegatives)) < 0) {
            throw new IllegalArgumentException("A count of tokens is at least 0.");
        }
    }

    long taken() {
        return truePositives + falseNegatives;
    }

    long predicted() {
        return truePositives + falsePositives;
    }

    long tokens() {
        return truePositives + falsePositives + trueNegatives + falseNegatives;
    }
}
