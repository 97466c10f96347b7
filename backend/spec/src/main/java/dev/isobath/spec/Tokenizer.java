package dev.isobath.spec;

/** How text becomes token numbers. */
public enum Tokenizer implements Named {
    /** One token a byte of the UTF-8 text: nothing to train, nothing to leak, any file works. */
    BYTES("bytes", 256);

    private final String text;
    private final int vocabulary;

    Tokenizer(String text, int vocabulary) {
        this.text = text;
        this.vocabulary = vocabulary;
    }

    @Override
    public String text() {
        return text;
    }

    /** V, number of distinct tokens. */
    public int vocabulary() {
        return vocabulary;
    }
}
