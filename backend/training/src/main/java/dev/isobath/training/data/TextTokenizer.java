package dev.isobath.training.data;

import dev.isobath.spec.Tokenizer;
import java.io.IOException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Cuts text into tokens and puts it together again. To be used by one thread at a time. */
public sealed interface TextTokenizer extends AutoCloseable permits ByteTokenizer, Gpt2Tokenizer, HuggingFace {

    /**
     * The tokenizer a spec asks for.
     *
     * @param file the {@code tokenizer.json} where the spec names one, else not looked at
     * @throws IOException when the file cannot be read
     * @throws IllegalArgumentException when it is missing, or is no tokenizer
     */
    static TextTokenizer of(Tokenizer tokenizer, CorpusFiles.@Nullable Content file) throws IOException {
        return switch (tokenizer) {
            case Tokenizer.Bytes _ -> new ByteTokenizer();
            case Tokenizer.Gpt2 _ -> new Gpt2Tokenizer();
            case Tokenizer.Named named -> HuggingFace.open(present(named, file).file(), named.vocabulary());
        };
    }

    /** Tells apart all tokenizers that give different tokens: SHA-256, lower-case hexadecimal. */
    static String digest(Tokenizer tokenizer, CorpusFiles.@Nullable Content file) {
        return switch (tokenizer) {
            case Tokenizer.Bytes _ -> ByteTokenizer.DIGEST;
            case Tokenizer.Gpt2 _ -> Gpt2Tokenizer.DIGEST;
            case Tokenizer.Named named -> present(named, file).sha256();
        };
    }

    private static CorpusFiles.Content present(Tokenizer.Named named, CorpusFiles.@Nullable Content file) {
        if (file == null) {
            throw new IllegalArgumentException(
                    "The spec names tokenizer '" + named.text() + "', but its file is missing.");
        }
        return file;
    }

    /** V: token numbers lie in [0, V). */
    int vocabulary();

    /** What each document of several ends with, where the tokenizer has a token for it. */
    OptionalInt endOfText();

    /** Token numbers of a text. Nothing is put before or after them, and the words of a special token are words. */
    default int[] encode(String text) {
        return encode(text, true, true).tokens();
    }

    /**
     * Tokens of a piece of a text. The tokens of all pieces are those of the text, where no token lies on both sides of a cut.
     *
     * @param begins whether the piece begins the text
     * @param ends whether the piece ends the text
     */
    Encoding encode(String piece, boolean begins, boolean ends);

    /** The text of tokens; what is no whole character becomes U+FFFD. */
    String decode(int... tokens);

    /**
     * The bytes of text that tokens stand for. The end of a document stands for none, and neither does a token for unknown text: a
     * tokenizer that does not know a text cannot count it as predicted.
     *
     * @param before the token before them, which a decoder may have to know
     */
    long bytes(int before, int... tokens);

    @Override
    void close();
}
