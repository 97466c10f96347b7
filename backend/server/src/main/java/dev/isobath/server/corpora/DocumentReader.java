package dev.isobath.server.corpora;

import java.io.IOException;

/** Reads the documents of one file, one after the other. */
interface DocumentReader extends AutoCloseable {

    /** Goes to the next document; false when there is none left. */
    boolean next() throws IOException;

    /** What people find the document again by. */
    String name();

    /** Reads on in the document, as {@link java.io.InputStream#read(byte[], int, int)} does. */
    int read(byte[] into, int offset, int length) throws IOException;

    @Override
    void close() throws IOException;
}
