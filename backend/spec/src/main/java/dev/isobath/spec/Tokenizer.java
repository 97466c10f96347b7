package dev.isobath.spec;

/** How text becomes token numbers. */
public sealed interface Tokenizer {

    /** What people write for it in a spec. */
    String text();

    /** V, number of distinct tokens. */
    int vocabulary();

    /** One token a byte of the UTF-8 text: nothing to train, nothing to leak, any file works. */
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

    /** The byte-pair encoding of GPT-2, end-of-text included. */
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
     * @param vocabulary the server knows it, and fills it in when a spec is submitted
     */
    record Named(String text, int vocabulary) implements Tokenizer {}
}
