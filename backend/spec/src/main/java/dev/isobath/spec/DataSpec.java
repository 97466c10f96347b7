package dev.isobath.spec;

/**
 * The data that a model is trained on.
 *
 * @param corpus the name of a corpus of the project
 * @param sequenceLength S, the number of tokens in a sequence
 * @param validationFraction the share of the corpus that is held out; it is taken from the end of the corpus
 * @param allowUnknown whether to train although the tokenizer does not know much of the corpus
 */
public record DataSpec(
        String corpus, Tokenizer tokenizer, int sequenceLength, double validationFraction, boolean allowUnknown) {

    /** Returns the number of tokens that are held out at the end of a corpus of {@code corpusTokens}. */
    public long validationTokens(long corpusTokens) {
        return (long) Math.floor(corpusTokens * validationFraction);
    }

    /** Returns the number of training tokens at the start of a corpus of {@code corpusTokens}. */
    public long trainingTokens(long corpusTokens) {
        return corpusTokens - validationTokens(corpusTokens);
    }

    /** Returns the fewest tokens that a split may have: one sequence and the token after it, which is the last target. */
    public long leastTokens() {
        return sequenceLength + 1L;
    }
}
