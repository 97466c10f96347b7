package dev.isobath.server.corpora;

import java.io.IOException;
import java.io.InputStream;

/**
 * A file of an upload.
 *
 * @param path the name of the file, with its folders when a folder was uploaded
 */
record UploadedFile(String path, UploadLocation location, DocumentFormat format, Content content) {

    /** Opens the content of the file. */
    interface Content {
        InputStream open() throws IOException;
    }

    /**
     * Opens a reader for the documents of the file. Reading fails at the first byte that is not UTF-8.
     *
     * @param field the field of JSON lines that holds a document
     */
    DocumentReader open(String field) throws IOException {
        InputStream text = new Utf8ValidatingInputStream(content.open(), location);
        return switch (format) {
            case TEXT -> new TextFileReader(text, path);
            case JSONL -> new JsonLinesReader(text, path, field, location);
        };
    }
}
