package dev.isobath.training.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the documents of a text end. Their index is a text itself, a line for each document in order: its length in bytes, a tab, and
 * its name. It is read from the start each time, since there may be more documents than memory holds.
 */
final class Documents {

    private final @Nullable Path index;
    private final long bytes;
    private final long count;

    private Documents(@Nullable Path index, long bytes, long count) {
        this.index = index;
        this.bytes = bytes;
        this.count = count;
    }

    /**
     * Reads and checks.
     *
     * @param bytes length of the text
     * @throws IOException when the index does not go with the text
     */
    static Documents read(@Nullable Path index, long bytes) throws IOException {
        if (index == null) {
            return new Documents(null, bytes, 1);
        }
        long[] seen = new long[2];
        new Documents(index, bytes, 0).forEach((from, to) -> {
            seen[0]++;
            seen[1] = to;
            return true;
        });
        if (seen[1] != bytes) {
            throw new IOException(
                    "%s describes documents of %d bytes, but the text has %d".formatted(index, seen[1], bytes));
        }
        return new Documents(index, bytes, seen[0]);
    }

    long count() {
        return count;
    }

    /** Takes the bytes [from, to) of one document; false ends the round. */
    interface Visitor {
        boolean document(long from, long to) throws IOException;
    }

    void forEach(Visitor visitor) throws IOException {
        if (index == null) {
            visitor.document(0, bytes);
            return;
        }
        try (BufferedReader lines = Files.newBufferedReader(index)) {
            long from = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                long to = from + length(line);
                if (!visitor.document(from, to)) {
                    return;
                }
                from = to;
            }
        }
    }

    private long length(String line) throws IOException {
        int tab = line.indexOf('\t');
        try {
            long length = Long.parseLong(line, 0, Math.max(0, tab), 10);
            if (length > 0) {
                return length;
            }
        } catch (NumberFormatException notANumber) {
            // Told below.
        }
        throw new IOException(index + " has a line that is not a length, a tab and a name: " + line);
    }
}
