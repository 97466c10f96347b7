package dev.isobath.training.data;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;

/** The byte pairs of GPT-2 (Radford et al. 2019), table r50k_base. The words of special tokens in a text are words. */
final class Gpt2Tokenizer implements TextTokenizer {

    static final String DIGEST = Digests.of("gpt2 r50k_base");

    private static final int END_OF_TEXT = 50_256;

    private final com.knuddels.jtokkit.api.Encoding table =
            Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.R50K_BASE);

    @Override
    public int vocabulary() {
        return END_OF_TEXT + 1;
    }

    @Override
    public OptionalInt endOfText() {
        return OptionalInt.of(END_OF_TEXT);
    }

    @Override
    public Encoding encode(String piece, boolean begins, boolean ends) {
        return Encoding.whole(table.encodeOrdinary(piece).toArray());
    }

    @Override
    public String decode(int... tokens) {
        return new String(octets(tokens), StandardCharsets.UTF_8);
    }

    @Override
    public long bytes(int before, int... tokens) {
        return octets(Arrays.stream(tokens)
                        .filter(token -> token != END_OF_TEXT)
                        .toArray())
                .length;
    }

    private byte[] octets(int... tokens) {
        IntArrayList list = new IntArrayList(tokens.length);
        for (int token : tokens) {
            list.add(token);
        }
        return table.decodeBytes(list);
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
