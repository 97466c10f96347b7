package dev.isobath.server.corpora;

import java.io.IOException;
import java.io.InputStream;

/** Reads a text file, which is one document. */
final class TextFileReader implements DocumentReader {

    private final InputStream text;
    private final String name;
    private boolean started;

    TextFileReader(InputStream text, String name) {
        this.text = text;
        this.name = name;
    }

    @Override
    public boolean next() {
        boolean first = !started;
        started = true;
        return first;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CorpusFormat format() {
        return CorpusFormat.TEXT;
    }

    @Override
    public long skipped() {
        return 0;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return text.read(into, offset, length);
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
