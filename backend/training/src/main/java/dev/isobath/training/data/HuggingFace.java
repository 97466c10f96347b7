package dev.isobath.training.data;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A {@code tokenizer.json} of Hugging Face's library, which runs from a native library in its jar. {@link HuggingFaceFile} says what
 * is changed in it. The library is opened once for each kind of piece that is asked for, and once for decoding.
 */
final class HuggingFace implements TextTokenizer {

    /** Cutting off and filling up are for batches of sentences; special tokens are put where documents end, not around pieces. */
    private static final Map<String, String> OPTIONS =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    static {
        // The library would look for graphics cards to choose its build by, and for that build in the network.
        System.setProperty("RUST_FLAVOR", "cpu");
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
    }

    /** Sets what the library reads when it is loaded. */
    static void prepare() {
        // The static initialiser has done it.
    }

    /** Where in its text a piece lies. */
    private record Place(boolean begins, boolean ends) {}

    private static final Place WHOLE = new Place(true, true);

    private final Path file;
    private final int vocabulary;
    private final OptionalInt endOfText;
    private final OptionalInt unknown;
    private final Map<Place, HuggingFaceTokenizer> encoders = new HashMap<>();
    private @Nullable HuggingFaceTokenizer decoder;
    private @Nullable TokenBytes tokenBytes;

    private HuggingFace(Path file, int vocabulary, OptionalInt endOfText, OptionalInt unknown) {
        this.file = file;
        this.vocabulary = vocabulary;
        this.endOfText = endOfText;
        this.unknown = unknown;
    }

    /**
     * Opens a file.
     *
     * @param vocabulary V, as the spec has it
     */
    static HuggingFace open(Path file, int vocabulary) throws IOException {
        HuggingFaceFile content = read(file);
        HuggingFace opened = new HuggingFace(file, vocabulary, content.endOfText(), content.unknown());
        // What the library refuses is refused now.
        opened.encoders.put(WHOLE, library(content.encoder(WHOLE.begins(), WHOLE.ends())));
        return opened;
    }

    private static HuggingFaceFile read(Path file) throws IOException {
        try {
            return HuggingFaceFile.read(file);
        } catch (JacksonException notJson) {
            throw new IllegalArgumentException("The tokenizer is no JSON: " + notJson.getOriginalMessage(), notJson);
        }
    }

    private static HuggingFaceTokenizer library(byte[] content) throws IOException {
        try {
            return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(content), OPTIONS);
        } catch (RuntimeException refused) {
            throw new IllegalArgumentException(
                    "The tokenizers library refuses the tokenizer: " + refused.getMessage(), refused);
        }
    }

    private HuggingFaceTokenizer encoder(Place place) {
        return encoders.computeIfAbsent(place, _ -> reopened(content -> content.encoder(place.begins(), place.ends())));
    }

    private HuggingFaceTokenizer reopened(Function<HuggingFaceFile, byte[]> rewriting) {
        try {
            return library(rewriting.apply(read(file)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public int vocabulary() {
        return vocabulary;
    }

    @Override
    public OptionalInt endOfText() {
        return endOfText;
    }

    @Override
    public Encoding encode(String piece, boolean begins, boolean ends) {
        ai.djl.huggingface.tokenizers.Encoding made =
                encoder(new Place(begins, ends)).encode(piece, false, false);
        int[] tokens = Arrays.stream(made.getIds()).mapToInt(Math::toIntExact).toArray();
        long unknown = this.unknown.isEmpty()
                ? 0
                : Arrays.stream(tokens)
                        .filter(token -> token == this.unknown.getAsInt())
                        .count();
        return new Encoding(tokens, unknown, lostBytes(piece, made.getCharTokenSpans()));
    }

    /** Spans count code points. */
    private static long lostBytes(String piece, @Nullable CharSpan[] spans) {
        BitSet held = new BitSet(piece.length());
        for (CharSpan span : spans) {
            if (span != null) {
                held.set(span.getStart(), span.getEnd());
            }
        }
        int[] characters = piece.codePoints().toArray();
        long lost = 0;
        for (int at = held.nextClearBit(0); at < characters.length; at = held.nextClearBit(at + 1)) {
            if (!Character.isWhitespace(characters[at]) && !Character.isSpaceChar(characters[at])) {
                lost += Character.toString(characters[at]).getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return lost;
    }

    @Override
    public String decode(int... tokens) {
        HuggingFaceTokenizer opened = decoder;
        if (opened == null) {
            opened = reopened(HuggingFaceFile::decoder);
            decoder = opened;
        }
        return opened.decode(Arrays.stream(tokens).asLongStream().toArray(), false);
    }

    @Override
    public long bytes(int before, int... tokens) {
        TokenBytes counted = tokenBytes;
        if (counted == null) {
            try {
                counted = read(file).byteLevel()
                        ? TokenBytes.ofByteLevel(read(file).pieces())
                        : TokenBytes.ofDecoded(this::decode);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
            tokenBytes = counted;
        }
        int[] known = Arrays.stream(tokens)
                .filter(token -> !is(token, unknown) && !is(token, endOfText))
                .toArray();
        return counted.count(before, known);
    }

    private static boolean is(int token, OptionalInt other) {
        return other.isPresent() && other.getAsInt() == token;
    }

    @Override
    public void close() {
        encoders.values().forEach(HuggingFaceTokenizer::close);
        if (decoder != null) {
            decoder.close();
        }
    }
}
