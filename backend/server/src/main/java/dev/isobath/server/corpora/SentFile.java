package dev.isobath.server.corpora;

import java.io.IOException;
import java.io.InputStream;

/**
 * A file of an upload.
 *
 * @param path its name, with folders where it comes out of one
 */
record SentFile(String path, Place place, Format format, Content content) {

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
        InputStream text = new Utf8Check(content.open(), place);
        return switch (format) {
            case TEXT -> new WholeFile(text, path);
            case JSONL -> new JsonLines(text, path, field, place);
        };
    }
}
