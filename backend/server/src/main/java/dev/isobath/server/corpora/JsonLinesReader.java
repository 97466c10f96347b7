package dev.isobath.server.corpora;

import dev.isobath.server.problems.BadRequestException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** Reads a file with a record on each line. Blank lines are left out. */
final class JsonLinesReader implements DocumentReader {

    /** The most bytes of a line. It is limited because a line is held in memory. */
    private static final int MAX_LINE_BYTES = 1 << 25;

    /** The last characters of a line after which a record goes on. */
    private static final String INSIDE_RECORD = "{[,:";

    private final InputStream lines;
    private final String file;
    private final UploadLocation location;
    private final RecordDocuments records;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long number;
    private boolean first = true;
    private InputStream document = InputStream.nullInputStream();

    /**
     * Reads a file.
     *
     * @param lines the content of the file, which has been checked to be UTF-8
     * @param file the name of the file, which becomes part of the names of its documents
     */
    JsonLinesReader(InputStream lines, String file, UploadLocation location, RecordDocuments records) {
        this.lines = lines;
        this.file = file;
        this.location = location;
        this.records = records;
    }

    @Override
    public boolean next() throws IOException {
        while (!records.hasEnoughErrors() && readLine()) {
            String content = line.toString(StandardCharsets.UTF_8).strip();
            byte[] text = content.isEmpty() ? null : readRecord(content);
            if (text != null) {
                document = new ByteArrayInputStream(text);
                return true;
            }
        }
        records.end();
        return false;
    }

    private boolean readLine() throws IOException {
        line.reset();
        number++;
        int octet = lines.read();
        if (octet < 0) {
            return false;
        }
        for (; octet >= 0 && octet != '\n'; octet = lines.read()) {
            if (line.size() == MAX_LINE_BYTES) {
                throw BadRequestException.invalid(List.of(location.error(
                        "line %d is longer than %d bytes, more than a document may have here; send it as a text file"
                                .formatted(number, MAX_LINE_BYTES))));
            }
            line.write(octet);
        }
        return true;
    }

    private byte @Nullable [] readRecord(String content) {
        try (JsonParser parser = RecordJson.FACTORY.createParser(ObjectReadContext.empty(), content)) {
            boolean isObject = parser.nextToken() == JsonToken.START_OBJECT;
            byte[] text = records.read(parser, name(number));
            String rest = isObject
                    ? content.substring((int) parser.currentLocation().getCharOffset())
                            .strip()
                    : "";
            if (rest.isEmpty()) {
                return text;
            } else if (rest.equals(",")) {
                throw error(
                        "has a comma after the record. Remove the comma at the end of each line, or make the file one list:"
                                + " put [ before the first record and ] after the last one, which has no comma");
            }
            records.addError(
                    name(number),
                    "has more than one record, or something else after the record; write each record"
                            + " on a line of its own");
        } catch (JacksonException broken) {
            if (first && RecordJson.isCutOff(broken) && isInsideRecord(content)) {
                throw error(
                        "is not a whole record; this looks like pretty-printed JSON. Write each record on one line, for"
                                + " example with: jq -c . FILE");
            }
            records.addError(name(number), RecordJson.describe(broken) + " at column " + RecordJson.column(broken));
        } finally {
            first = false;
        }
        return null;
    }

    /** Returns whether a line ends where a pretty-printed record goes on. */
    private static boolean isInsideRecord(String content) {
        return INSIDE_RECORD.indexOf(content.charAt(content.length() - 1)) >= 0;
    }

    /** Returns an error that holds for the other lines too, so that only this one is reported. */
    private BadRequestException error(String detail) {
        return BadRequestException.invalid(List.of(location.error(name(number) + " " + detail)));
    }

    private static String name(long line) {
        return "line " + line;
    }

    @Override
    public String name() {
        return file.isEmpty() ? name(number) : file + ":" + number;
    }

    @Override
    public CorpusFormat format() {
        return CorpusFormat.JSON_LINES;
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
        lines.close();
    }
}
