package dev.isobath.training.data;

import dev.isobath.spec.protocol.CorpusStatistics;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * Token numbers on disk, mapped into memory: a header of {@value #HEADER_BYTES} bytes, then the tokens that are trained on, then those
 * held out, each 2 or 4 bytes, all little-endian.
 *
 * <pre>
 *    0  8  "ISOTOKEN"            8  4  version, 2          12  4  bytes a token
 *   16  8  training tokens      24  8  held-out tokens     32  32 what the tokens were made of: {@link TokenFileKey#digest}
 *   64  8  unknown tokens       72  8  lost bytes          80  8  special tokens
 *   88  4  CRC-32C of the tokens                           92  4  CRC-32C of the bytes 0 to 91
 * </pre>
 */
final class TokenFile {

    static final int HEADER_BYTES = 128;
    private static final int CHECKED_BYTES = 92;
    private static final long MAGIC = ByteBuffer.wrap(new byte[] {'I', 'S', 'O', 'T', 'O', 'K', 'E', 'N'})
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();
    private static final int VERSION = 2;
    private static final int LARGEST_OF_TWO_BYTES = 1 << 16;
    private static final int SLICE = 1 << 26;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private TokenFile() {}

    /** Bytes a token of a vocabulary takes. */
    static int width(int vocabulary) {
        return vocabulary <= LARGEST_OF_TWO_BYTES ? 2 : 4;
    }

    /**
     * What a header says.
     *
     * @param width bytes a token
     * @param origin digest of what the tokens were made of
     * @param crc of the tokens
     */
    record Header(int width, long trainingTokens, long heldOutTokens, String origin, Counts counts, int crc) {

        long tokens() {
            return trainingTokens + heldOutTokens;
        }

        /**
         * Returns what a tokenizer made of a text.
         *
         * @param bytes of the text
         */
        CorpusStatistics statistics(long bytes) {
            double made = tokens() - counts.special();
            return new CorpusStatistics(
                    trainingTokens,
                    heldOutTokens,
                    made > 0 ? bytes / made : 0,
                    made > 0 ? counts.unknown() / made : 0,
                    bytes > 0 ? (double) counts.lostBytes() / bytes : 0,
                    counts.special());
        }

        ByteBuffer bytes() {
            ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putLong(MAGIC).putInt(VERSION).putInt(width);
            bytes.putLong(trainingTokens).putLong(heldOutTokens);
            bytes.put(HexFormat.of().parseHex(origin));
            bytes.putLong(counts.unknown()).putLong(counts.lostBytes()).putLong(counts.special());
            bytes.putInt(crc);
            CRC32C crc32c = new CRC32C();
            crc32c.update(bytes.array(), 0, CHECKED_BYTES);
            bytes.putInt((int) crc32c.getValue());
            return bytes.clear();
        }
    }

    /**
     * What was counted while the tokens were made.
     *
     * @param unknown tokens for unknown text
     * @param lostBytes bytes of the text of which no token was made
     * @param special end-of-text tokens
     */
    record Counts(long unknown, long lostBytes, long special) {}

    /** Tokens as they lie in memory. */
    record Mapped(Header header, MemorySegment tokens) {}

    /**
     * Maps a file into memory and reads it once for its checksum.
     *
     * @param origin what it is to be made of
     * @throws Damaged when it is cut short, changed, or something else
     */
    static Mapped open(Path file, String origin) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Header header = header(file, channel);
            if (!header.origin().equals(origin)) {
                throw new Damaged(file, "was made of other data");
            }
            if (channel.size() != HEADER_BYTES + header.tokens() * header.width()) {
                throw new Damaged(file, "has not the length its header says");
            }
            MemorySegment tokens = channel.map(
                    FileChannel.MapMode.READ_ONLY, HEADER_BYTES, channel.size() - HEADER_BYTES, Arena.ofAuto());
            if (crc(tokens) != header.crc()) {
                throw new Damaged(file, "has another checksum than its header says");
            }
            return new Mapped(header, tokens);
        }
    }

    private static Header header(Path file, FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new Damaged(file, "is shorter than a header");
            }
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, CHECKED_BYTES);
        bytes.flip();
        if (bytes.getLong() != MAGIC || bytes.getInt() != VERSION) {
            throw new Damaged(file, "is no token file of version " + VERSION);
        }
        int width = bytes.getInt();
        long training = bytes.getLong();
        long heldOut = bytes.getLong();
        byte[] origin = new byte[32];
        bytes.get(origin);
        Counts counts = new Counts(bytes.getLong(), bytes.getLong(), bytes.getLong());
        Header header = new Header(width, training, heldOut, HexFormat.of().formatHex(origin), counts, bytes.getInt());
        if (bytes.getInt() != (int) crc.getValue() || (width != 2 && width != 4)) {
            throw new Damaged(file, "has a damaged header");
        }
        return header;
    }

    private static int crc(MemorySegment tokens) {
        CRC32C crc = new CRC32C();
        for (long at = 0; at < tokens.byteSize(); at += SLICE) {
            crc.update(
                    tokens.asSlice(at, Math.min(SLICE, tokens.byteSize() - at)).asByteBuffer());
        }
        return (int) crc.getValue();
    }

    /** Token {@code index} of tokens that are {@code width} bytes each. */
    static long token(MemorySegment tokens, int width, long index) {
        return switch (width) {
            case 1 -> Byte.toUnsignedLong(tokens.get(ValueLayout.JAVA_BYTE, index));
            case 2 -> Short.toUnsignedLong(tokens.get(SHORT, 2 * index));
            default -> Integer.toUnsignedLong(tokens.get(INT, 4 * index));
        };
    }

    /** The file cannot be used and has to be made again. */
    static final class Damaged extends IOException {
        Damaged(Path file, String how) {
            super(file + " " + how);
        }
    }
}
