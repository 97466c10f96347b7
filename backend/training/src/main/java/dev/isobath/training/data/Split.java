package dev.isobath.training.data;

import dev.isobath.spec.DataSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Where the held-out text begins, in bytes. The place is found in the text, before any tokenizer has seen it: no token lies on both
 * sides.
 */
final class Split {

    /** A boundary of documents is taken where it holds out between 1/SLACK and SLACK times what was asked for. */
    private static final long SLACK = 2;

    private Split() {}

    /**
     * The boundary of documents that lies nearest to the place asked for; where none lies near, or the text is one document, the last
     * beginning of a character up to that place.
     */
    static long place(MemorySegment text, Documents documents, DataSpec data) throws IOException {
        long bytes = text.byteSize();
        long asked = data.trainingTokens(bytes);
        if (documents.count() > 1) {
            long boundary = nearestBoundary(documents, bytes, asked);
            long heldOut = bytes - boundary;
            if (heldOut * SLACK >= bytes - asked && heldOut <= (bytes - asked) * SLACK && boundary * SLACK >= asked) {
                return boundary;
            }
        }
        return beginningOfCharacter(text, asked);
    }

    private static long nearestBoundary(Documents documents, long bytes, long asked) throws IOException {
        long[] nearest = {bytes};
        documents.forEach((_, to) -> {
            if (Math.abs(to - asked) < Math.abs(nearest[0] - asked)) {
                nearest[0] = to;
            }
            return to < asked;
        });
        return nearest[0];
    }

    /** Bytes 10xxxxxx continue a character (RFC 3629 section 3). */
    static long beginningOfCharacter(MemorySegment text, long place) {
        long at = place;
        while (at > 0 && at < text.byteSize() && (text.get(ValueLayout.JAVA_BYTE, at) & 0xC0) == 0x80) {
            at--;
        }
        return at;
    }
}
