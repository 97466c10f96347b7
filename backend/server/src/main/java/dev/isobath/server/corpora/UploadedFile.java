package dev.isobath.server.corpora;

import java.io.IOException;
import java.io.InputStream;

/**
 * A file of an upload.
 *
 * @param path its name, with folders where it comes out of one
 */
record UploadedFile(String path, UploadLocation location, DocumentFormat format, Content content) {

    /** Opens what was sent. */
    interface Content {
        InputStream open() throws IOException;
    }

    /**
     * Opens for reading; nothing that is not UTF-8 comes through.
     *
     * @param field where JSON lines have their documents
     */
    DocumentReader open(String field) throws IOException {
        InputStream text = new Utf8ValidatingInputStream(content.open(), location);
        return switch (format) {
            case TEXT -> new TextFileReader(text, path);
            case JSONL -> new JsonLinesReader(text, path, field, location);
        };
    }
}
