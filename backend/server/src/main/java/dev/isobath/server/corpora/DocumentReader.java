package dev.isobath.server.corpora;

import java.io.IOException;

/** Reads the documents of one uploaded file, one after the other. */
interface DocumentReader extends AutoCloseable {

    /** Moves to the next document. Returns false when there is none left. */
    boolean next() throws IOException;

    /** Returns the name under which users find the document. */
    String name();

    /** Returns how the file is read. */
    CorpusFormat format();

    /** Returns the number of records skipped so far. */
    long skipped();

    /** Reads the next bytes of the document, as {@link java.io.InputStream#read(byte[], int, int)} does. */
    int read(byte[] into, int offset, int length) throws IOException;

    @Override
    void close() throws IOException;
}
