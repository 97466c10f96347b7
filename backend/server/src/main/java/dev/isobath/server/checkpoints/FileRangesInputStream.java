package dev.isobath.server.checkpoints;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.zip.CRC32C;

/** A stream that reads ranges of a file, one after the other. Closing the stream closes the file. */
final class FileRangesInputStream extends InputStream {

    private final FileChannel file;
    private final List<Range> ranges;
    private int current;
    private long bytesRead;

    FileRangesInputStream(FileChannel file, List<Range> ranges) {
        this.file = file;
        this.ranges = ranges;
    }

    /** @param offset the position of the first byte in the file */
    record Range(long offset, long bytes) {}

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (current < ranges.size() && bytesRead == ranges.get(current).bytes()) {
            current++;
            bytesRead = 0;
        }
        if (current == ranges.size()) {
            return -1;
        }
        Range range = ranges.get(current);
        int count = (int) Math.min(length, range.bytes() - bytesRead);
        int read = file.read(ByteBuffer.wrap(into, offset, count), range.offset() + bytesRead);
        if (read < 0) {
            throw new EOFException("the file ends within a tensor");
        }
        bytesRead += read;
        return read;
    }

    /** Reads the rest and returns its CRC-32C, as checkpoints have it: 8 hexadecimal digits. */
    String checksum() throws IOException {
        CRC32C checksum = new CRC32C();
        byte[] buffer = new byte[1 << 16];
        for (int read = read(buffer); read >= 0; read = read(buffer)) {
            checksum.update(buffer, 0, read);
        }
        return "%08x".formatted(checksum.getValue());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
