package dev.isobath.server.corpora;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A file of an upload.
 *
 * @param path the name of the file, with its folders when a folder was uploaded
 */
record UploadedFile(String path, UploadLocation location, DocumentFormat format, Content content) {

    private static final int BUFFER_BYTES = 1 << 16;

    /** Opens the content of the file. */
    interface Content {
        InputStream open() throws IOException;
    }

    /**
     * Opens a reader for the documents of the file. Reading fails at the first byte that is not UTF-8.
     *
     * @param field the field of records that holds a document
     * @param budget the bytes that the files of the upload may have together
     */
    DocumentReader open(FieldPath field, UploadBudget budget) throws IOException {
        InputStream opened = content.open();
        try {
            // Closing the expanded content frees native memory, so it is closed when anything below fails.
            opened = ExpandingInputStream.of(opened, location);
            BufferedInputStream text = new BufferedInputStream(
                    new Utf8ValidatingInputStream(budget.count(opened), location), BUFFER_BYTES);
            ByteOrderMark.skip(text);
            return read(text, field);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private DocumentReader read(BufferedInputStream text, FieldPath field) throws IOException {
        return switch (format) {
            case TEXT -> new TextFileReader(text, path);
            case RECORDS -> {
                RecordDocuments records = new RecordDocuments(field, location);
                yield beginsWithBracket(text)
                        ? new JsonListReader(text, path, records)
                        : new JsonLinesReader(text, path, location, records);
            }
        };
    }

    /** Returns whether the first character other than white space is a bracket, without moving in the text. */
    private static boolean beginsWithBracket(BufferedInputStream text) throws IOException {
        text.mark(BUFFER_BYTES);
        int octet = text.read();
        for (int i = 1; i < BUFFER_BYTES && octet >= 0 && Character.isWhitespace(octet); i++) {
            octet = text.read();
        }
        text.reset();
        return octet == '[';
    }
}
