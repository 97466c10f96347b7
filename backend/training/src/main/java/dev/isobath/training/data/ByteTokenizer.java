package dev.isobath.training.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;

/** A token a byte of UTF-8. Documents end with 0, a byte that no text has. */
final class ByteTokenizer implements TextTokenizer {

    static final String DIGEST = Digests.of("bytes");

    @Override
    public int vocabulary() {
        return 256;
    }

    @Override
    public OptionalInt endOfText() {
        return OptionalInt.of(0);
    }

    @Override
    public Encoding encode(String piece, boolean begins, boolean ends) {
        byte[] octets = piece.getBytes(StandardCharsets.UTF_8);
        int[] tokens = new int[octets.length];
        for (int i = 0; i < octets.length; i++) {
            tokens[i] = octets[i] & 0xFF;
        }
        return Encoding.whole(tokens);
    }

    @Override
    public String decode(int... tokens) {
        byte[] octets = new byte[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            octets[i] = (byte) tokens[i];
        }
        return new String(octets, StandardCharsets.UTF_8);
    }

    @Override
    public long bytes(int before, int... tokens) {
        return Arrays.stream(tokens).filter(token -> token != 0).count();
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
