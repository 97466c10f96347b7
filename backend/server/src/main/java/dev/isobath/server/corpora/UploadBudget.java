package dev.isobath.server.corpora;

import dev.isobath.server.problems.BadRequestException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The bytes that the files of an upload may have together after they are expanded. */
final class UploadBudget {

    private final long limit;
    private long bytes;

    UploadBudget(long limit) {
        this.limit = limit;
    }

    /**
     * Returns a stream that counts what is read.
     *
     * <p>Reading throws {@link BadRequestException} when the files have more bytes than the limit.
     */
    InputStream count(InputStream content) {
        return new FilterInputStream(content) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int count = super.read(into, offset, length);
                bytes += Math.max(count, 0);
                if (bytes > limit) {
                    throw BadRequestException.tooLarge(limit);
                }
                return count;
            }

            @Override
            public boolean markSupported() {
                return false;
            }
        };
    }
}
