package dev.isobath.spec.protocol;

/**
 * What a tokenizer makes of a corpus.
 *
 * @param trainingTokens the number of tokens to train on
 * @param heldOutTokens the number of tokens that are held out
 * @param bytesPerToken the bytes of the corpus divided by its tokens, special tokens apart; 0 if there is no token
 * @param unknownShare the share of the tokens that are the tokenizer's token for unknown text, special tokens apart
 * @param lostShare the share of the corpus's bytes of which the tokenizer makes no token; white space is not counted as lost
 * @param specialTokens the number of end-of-text tokens among the tokens
 */
public record CorpusStatistics(
        long trainingTokens,
        long heldOutTokens,
        double bytesPerToken,
        double unknownShare,
        double lostShare,
        long specialTokens) {

    /** The largest share of unknown tokens, and of lost bytes, that is trained on without {@code allowUnknown} in the spec. */
    public static final double LARGEST_SHARE = 0.2;

    /** Returns whether more of the corpus is unknown or lost than {@link #LARGEST_SHARE}. */
    public boolean exceedsLargestShare() {
        return unknownShare > LARGEST_SHARE || lostShare > LARGEST_SHARE;
    }
}
