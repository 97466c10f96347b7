package dev.isobath.server.corpora;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.FieldError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of a corpus: the documents of all uploaded files, one after the other with nothing between them. While the text is
 * read, the stream writes the index of the documents, with a line for each: its length in bytes, a tab, and its name.
 */
final class CorpusInputStream extends InputStream {

    private static final Pattern BREAKS = Pattern.compile("[\\t\\r\\n]");

    private final Iterator<UploadedFile> files;
    private final FieldPath field;
    private final UploadBudget budget;
    private final String pointer;
    private final OutputStream index;
    private final Set<CorpusFormat> formats = EnumSet.noneOf(CorpusFormat.class);
    private @Nullable UploadedFile file;
    private @Nullable DocumentReader reader;
    private boolean inDocument;
    private long bytes;
    private long documentBytes;
    private long documents;
    private long skipped;

    /**
     * Reads the files in the given order.
     *
     * @param field the field of records that holds a document
     * @param budget the bytes that the files may have together
     * @param pointer the JSON pointer of all files together, for errors
     * @param index the stream that the index is written to; it is not closed
     */
    CorpusInputStream(
            List<UploadedFile> files, FieldPath field, UploadBudget budget, String pointer, OutputStream index) {
        this.files = files.iterator();
        this.field = field;
        this.budget = budget;
        this.pointer = pointer;
        this.index = index;
    }

    /** Returns the number of documents read. */
    long documents() {
        return documents;
    }

    /** Returns how the documents were read. */
    CorpusSource source() {
        boolean hasRecords = formats.contains(CorpusFormat.JSON_LINES) || formats.contains(CorpusFormat.JSON_LIST);
        return new CorpusSource(skipped, formats, hasRecords ? field.text() : null);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (inDocument || nextDocument()) {
            int count = reader == null ? -1 : reader.read(into, offset, length);
            if (count >= 0) {
                bytes += count;
                documentBytes += count;
                return count;
            }
            endDocument();
        }
        if (bytes < UploadErrors.MIN_CORPUS_BYTES) {
            throw UploadErrors.tooShort(pointer, bytes);
        }
        return -1;
    }

    /** Moves to the next document. Returns false when all files are read. */
    private boolean nextDocument() throws IOException {
        while (reader != null || files.hasNext()) {
            if (reader == null) {
                file = files.next();
                reader = file.open(field, budget);
                formats.add(reader.format());
            }
            if (reader.next()) {
                inDocument = true;
                documentBytes = 0;
                return true;
            }
            skipped += reader.skipped();
            reader.close();
            reader = null;
        }
        return false;
    }

    private void endDocument() throws IOException {
        inDocument = false;
        if (documentBytes == 0 && file != null) {
            FieldError empty = UploadErrors.empty(file.location());
            throw BadRequestException.invalid(List.of(empty));
        }
        documents++;
        String name = reader == null ? "" : BREAKS.matcher(reader.name()).replaceAll(" ");
        index.write((documentBytes + "\t" + name + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
