package dev.isobath.server.checkpoints;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/** Parts of a file, one after the other. Closing it closes the file. */
final class Slices extends InputStream {

    private final FileChannel file;
    private final List<Slice> slices;
    private int current;
    private long gone;

    Slices(FileChannel file, List<Slice> slices) {
        this.file = file;
        this.slices = slices;
    }

    /** @param first byte in the file */
    record Slice(long first, long bytes) {}

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (current < slices.size() && gone == slices.get(current).bytes()) {
            current++;
            gone = 0;
        }
        if (current == slices.size()) {
            return -1;
        }
        Slice slice = slices.get(current);
        int wanted = (int) Math.min(length, slice.bytes() - gone);
        int read = file.read(ByteBuffer.wrap(into, offset, wanted), slice.first() + gone);
        if (read < 0) {
            throw new EOFException("the file ends within a tensor");
        }
        gone += read;
        return read;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
