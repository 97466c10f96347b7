package dev.isobath.spec;

/**
 * What is learned.
 *
 * @param corpus name of a corpus of the project
 * @param sequenceLength S, tokens a sequence
 * @param validationFraction share of the corpus, taken from its end, that is held out
 */
public record DataSpec(String corpus, Tokenizer tokenizer, int sequenceLength, double validationFraction) {

    /** Tokens held out at the end of a corpus of {@code corpusTokens}. */
    public long validationTokens(long corpusTokens) {
        return (long) Math.floor(corpusTokens * validationFraction);
    }

    /** Tokens trained on, at the start of a corpus of {@code corpusTokens}. */
    public long trainingTokens(long corpusTokens) {
        return corpusTokens - validationTokens(corpusTokens);
    }

    /** Tokens a split needs at the least: one sequence and the token after it, to be predicted. */
    public long leastTokens() {
        return sequenceLength + 1L;
    }
}
