package dev.isobath.server.corpora;

import dev.isobath.server.problems.BadRequestException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The expanded content of a compressed file. A file may expand to {@value #FREE_BYTES} bytes whatever its size is, and to
 * {@value #MAX_RATIO} times its size beyond that.
 */
final class ExpandingInputStream extends FilterInputStream {

    static final int MAX_RATIO = 250;
    static final int FREE_BYTES = 1 << 20;

    private static final int BUFFER_BYTES = 1 << 16;

    private final Compression compression;
    private final SentInputStream sent;
    private final UploadLocation location;
    private long bytes;

    private ExpandingInputStream(
            InputStream expanded, Compression compression, SentInputStream sent, UploadLocation location) {
        super(expanded);
        this.compression = compression;
        this.sent = sent;
        this.location = location;
    }

    /** Returns the content of a file, expanded when it is compressed. */
    static InputStream of(InputStream content, UploadLocation location) throws IOException {
        SentInputStream sent = new SentInputStream(content);
        BufferedInputStream buffered = new BufferedInputStream(sent, BUFFER_BYTES);
        buffered.mark(Compression.MAGIC_BYTES);
        byte[] beginning = buffered.readNBytes(Compression.MAGIC_BYTES);
        buffered.reset();
        Optional<Compression> compression = Compression.of(beginning);
        if (compression.isEmpty()) {
            return buffered;
        }
        try {
            InputStream expanded = compression.get().expand(buffered);
            return new ExpandingInputStream(expanded, compression.get(), sent, location);
        } catch (IOException e) {
            throw sent.refusal(e, location, compression.get());
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count;
        try {
            count = super.read(into, offset, length);
        } catch (IOException e) {
            throw sent.refusal(e, location, compression);
        }
        bytes += Math.max(count, 0);
        if (bytes > FREE_BYTES && bytes > MAX_RATIO * sent.bytes) {
            throw UploadErrors.expandsTooMuch(location, compression);
        }
        return count;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** The bytes as they were sent. It knows whether a failure comes from the connection or the disk. */
    private static final class SentInputStream extends FilterInputStream {
        private long bytes;
        private boolean failed;

        SentInputStream(InputStream sent) {
            super(sent);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                int count = super.read(into, offset, length);
                bytes += Math.max(count, 0);
                return count;
            } catch (IOException e) {
                failed = true;
                throw e;
            }
        }

        /**
         * Returns the error for a file that cannot be expanded.
         *
         * @throws IOException when the file could not be read, which is no fault of its content
         */
        BadRequestException refusal(IOException failure, UploadLocation location, Compression compression)
                throws IOException {
            if (failed) {
                throw failure;
            }
            return UploadErrors.notExpandable(location, compression, failure);
        }

        /** {@link java.util.zip.GZIPInputStream} looks for another member of the file only when this is not 0. */
        @Override
        public int available() {
            return 1;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
