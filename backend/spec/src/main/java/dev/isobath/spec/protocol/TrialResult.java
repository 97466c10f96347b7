package dev.isobath.spec.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * What a worker node found when it tried a {@code tokenizer.json}. In JSON, the field {@code kind} names the type of result. The first
 * two are verdicts on the file; {@link Failed} is none.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TrialResult.Usable.class, name = "usable"),
    @JsonSubTypes.Type(value = TrialResult.Unusable.class, name = "unusable"),
    @JsonSubTypes.Type(value = TrialResult.Failed.class, name = "failed")
})
public sealed interface TrialResult {

    /**
     * The library loads the file, and encodes and decodes every text of the trial with it.
     *
     * @param library the version of the tokenizers library
     * @param vocabulary V, one more than the largest token number in the file
     * @param texts what became of each text of the trial
     */
    record Usable(String library, int vocabulary, List<TriedText> texts) implements TrialResult {}

    /**
     * One text of the trial.
     *
     * @param name what kind of text it is, for example {@code Korean}
     * @param tokens the number of its tokens
     * @param unknownShare the share of the tokens that are the token for unknown text
     * @param lostShare the share of the text's bytes of which no token was made; white space is not counted as lost
     * @param lossless whether the tokens are decoded to the same text
     */
    record TriedText(String name, int tokens, double unknownShare, double lostShare, boolean lossless) {}

    /**
     * An experiment that trains with this file would fail.
     *
     * @param library the version of the tokenizers library
     * @param reason a sentence for people that says why
     */
    record Unusable(String library, String reason) implements TrialResult {}

    /**
     * The node could not try the file, which says nothing about the file. Another node tries it.
     *
     * @param reason a sentence for people that says why
     */
    record Failed(String reason) implements TrialResult {}
}
