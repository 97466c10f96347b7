package dev.isobath.training.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** Writes tokens as they come. Only {@link #finish} makes the file one that {@link TokenFile#open} takes. */
final class TokenFileWriter implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C crc = new CRC32C();
    private final int vocabulary;
    private final int width;
    private long tokens;

    TokenFileWriter(Path file, int vocabulary) throws IOException {
        this.vocabulary = vocabulary;
        this.width = TokenFile.width(vocabulary);
        channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        channel.position(TokenFile.HEADER_BYTES);
    }

    /** Tokens written so far. */
    long tokens() {
        return tokens;
    }

    void write(int... more) throws IOException {
        for (int token : more) {
            if (token < 0 || token >= vocabulary) {
                throw new IllegalArgumentException(
                        "The tokenizer gives token %d, but its vocabulary has %d.".formatted(token, vocabulary));
            }
            if (buffer.remaining() < width) {
                flush();
            }
            if (width == 2) {
                buffer.putShort((short) token);
            } else {
                buffer.putInt(token);
            }
        }
        tokens += more.length;
    }

    /** All tokens are written, the first {@code trainingTokens} of them to be trained on. */
    void finish(long trainingTokens, String origin, TokenFile.Counts counts) throws IOException {
        flush();
        ByteBuffer header = new TokenFile.Header(
                        width, trainingTokens, tokens - trainingTokens, origin, counts, (int) crc.getValue())
                .bytes();
        for (long at = 0; header.hasRemaining(); ) {
            at += channel.write(header, at);
        }
        channel.force(true);
    }

    private void flush() throws IOException {
        buffer.flip();
        crc.update(buffer.duplicate());
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
