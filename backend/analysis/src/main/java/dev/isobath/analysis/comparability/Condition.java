package dev.isobath.analysis.comparability;

/** The conditions that runs must share to be analysed together, each with what differs if they do not. */
public enum Condition {
    CORPUS("corpus", "their losses are about different text"),
    TOKENIZER(
            "tokenizer",
            "a loss per token is about different tokens; only bits per byte can be compared"),
    EVALUATION_TOKENS(
            "number of held-out tokens",
            "their losses are means over different windows of the held-out text"),
    FLOP_CONVENTION(
            "FLOP convention", "equal numbers of FLOPs do not stand for equal work"),
    SEQUENCE_LENGTH(
            "sequence length",
            "tokens are predicted from contexts of different length");

    private final String text;
    private final String consequence;

    Condition(String text, String consequence) {
        this.text = text;
        this.consequence = consequence;
    }

    /** The value that a run has. */
    String of(Conditions conditions) {
        return switch (this) {
            case CORPUS -> conditions.corpus();
            case TOKENIZER -> conditions.tokenizer();
            case EVALUATION_TOKENS -> Long.toString(conditions.evaluationTokens());
            case FLOP_CONVENTION -> conditions.flopConvention();
            case SEQUENCE_LENGTH -> Integer.toString(conditions.sequenceLength());
        };
    }

    /** Says in a whole sentence what differs and why it matters. */
    String sentence(String here, String reference) {
        return "The " + text + " is " + here + " and not " + reference + ", so " + consequence + ".";
    }
}
