package dev.isobath.server.tokenizers;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer as clients see it.
 *
 * @param model the algorithm: BPE, WordPiece, WordLevel or Unigram
 * @param vocabulary the number of distinct tokens
 * @param createdBy the name of the user who uploaded it, or null when the account does not exist any more
 * @param state whether experiments can be trained with it
 * @param stateReason a sentence that says what the trial waits for, or what came of it
 * @param holdsExperiments whether queued experiments with it wait for the verdict
 * @param verdict what the last trial found; null before the first one has ended
 */
@Schema(name = "Tokenizer")
record TokenizerView(
        UUID id,
        String name,
        String model,
        int vocabulary,
        long bytes,
        String sha256,
        Instant createdAt,
        @Nullable String createdBy,
        TokenizerState state,
        String stateReason,
        boolean holdsExperiments,
        @Nullable Verdict verdict) {

    /**
     * What a trial found.
     *
     * @param at when it ended
     * @param node the worker node that tried the file; null when no node could give a verdict
     * @param library the version of the tokenizers library; null when no node could give a verdict
     * @param vocabulary the number of distinct tokens that the node found in the file; null when the file is unusable
     * @param lossless whether every text of the trial was decoded as it was; null when the file is unusable
     * @param texts what became of each text of the trial; empty when the file is unusable
     */
    @Schema(name = "TokenizerVerdict")
    record Verdict(
            Instant at,
            @Nullable String node,
            @Nullable String library,
            @Nullable Integer vocabulary,
            @Nullable Boolean lossless,
            List<Text> texts) {}

    /**
     * One text of the trial.
     *
     * @param name what kind of text it is
     * @param tokens the number of its tokens
     * @param unknownShare the share of the tokens that are the token for unknown text
     * @param lostShare the share of the text's bytes of which no token was made; white space is not counted as lost
     * @param lossless whether the tokens are decoded to the same text
     */
    @Schema(name = "TriedText")
    record Text(String name, int tokens, double unknownShare, double lostShare, boolean lossless) {}
}
