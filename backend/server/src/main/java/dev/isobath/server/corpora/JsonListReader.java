package dev.isobath.server.corpora;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.JacksonIOException;

/** Reads a file that is one list of records. The list is read element by element. */
final class JsonListReader implements DocumentReader {

    private final String file;
    private final RecordDocuments records;
    private final InputStream list;
    private final JsonParser parser;
    private long number;
    private boolean started;
    private boolean ended;
    private InputStream document = InputStream.nullInputStream();

    /**
     * Reads a file.
     *
     * @param list the content of the file, which has been checked to be UTF-8 and to begin with a bracket
     * @param file the name of the file, which becomes part of the names of its documents
     */
    JsonListReader(InputStream list, String file, RecordDocuments records) {
        this.list = list;
        this.file = file;
        this.records = records;
        this.parser = RecordJson.FACTORY.createParser(ObjectReadContext.empty(), list);
    }

    @Override
    public boolean next() throws IOException {
        try {
            while (!ended && !records.hasEnoughErrors()) {
                byte[] text = readRecord();
                if (text != null) {
                    document = new ByteArrayInputStream(text);
                    return true;
                }
            }
        } catch (JacksonIOException e) {
            throw e.getCause();
        } catch (JacksonException broken) {
            records.addError(describePlace(broken), describe(broken));
        }
        records.end();
        return false;
    }

    private byte @Nullable [] readRecord() {
        if (!started) {
            parser.nextToken();
            started = true;
        }
        if (parser.nextToken() == JsonToken.END_ARRAY) {
            ended = true;
            if (parser.nextToken() != null) {
                records.addError("the file", "has more after the list; send one list of records");
            }
            return null;
        }
        number++;
        return records.read(parser, "record " + number);
    }

    private static String describePlace(JacksonException broken) {
        int line =
                broken.getLocation() == null ? 1 : Math.max(broken.getLocation().getLineNr(), 1);
        return "line " + line + ", column " + RecordJson.column(broken) + ":";
    }

    private String describe(JacksonException broken) {
        return RecordJson.isCutOff(broken)
                ? "the list of records is not closed; is the file complete?"
                : "record " + Math.max(number, 1) + " " + RecordJson.describe(broken);
    }

    @Override
    public String name() {
        return file.isEmpty() ? "record " + number : file + ":" + number;
    }

    @Override
    public CorpusFormat format() {
        return CorpusFormat.JSON_LIST;
    }

    @Override
    public long skipped() {
        return records.skipped();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return document.read(into, offset, length);
    }

    @Override
    public void close() throws IOException {
        list.close();
    }
}
