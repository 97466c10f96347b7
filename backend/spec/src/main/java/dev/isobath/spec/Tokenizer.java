package dev.isobath.spec;

/** How text becomes token numbers. */
public sealed interface Tokenizer {

    /** Returns the tokenizer's name in specs. */
    String text();

    /** Returns V, the number of distinct tokens. */
    int vocabulary();

    /**
     * A tokenizer with one token for each byte of the UTF-8 text. It is not trained, so no text can leak into it, and it works for
     * any file.
     */
    record Bytes() implements Tokenizer {
        @Override
        public String text() {
            return "bytes";
        }

        @Override
        public int vocabulary() {
            return 256;
        }
    }

    /** The byte-pair encoding of GPT-2, including its end-of-text token. */
    record Gpt2() implements Tokenizer {
        @Override
        public String text() {
            return "gpt2";
        }

        @Override
        public int vocabulary() {
            return 50_257;
        }
    }

    /**
     * A {@code tokenizer.json} of the project.
     *
     * @param text its name in the project
     * @param vocabulary V; the server knows it and fills it in when a spec is submitted
     */
    record Named(String text, int vocabulary) implements Tokenizer {}
}
