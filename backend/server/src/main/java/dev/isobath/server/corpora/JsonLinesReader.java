package dev.isobath.server.corpora;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.FieldError;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a file with a JSON object on each line, in which one field holds a document. Blank lines and empty documents are left
 * out. The errors of up to {@value #MAX_ERRORS} lines are reported together.
 */
final class JsonLinesReader implements DocumentReader {

    static final int MAX_ERRORS = 10;
    /** The most bytes of a line. It is limited because a line is held in memory. */
    private static final int MAX_LINE_BYTES = 1 << 25;

    private static final int MAX_FIELDS_LISTED = 8;
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(MAX_LINE_BYTES)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final InputStream lines;
    private final String file;
    private final String field;
    private final UploadLocation location;
    private final List<FieldError> errors = new ArrayList<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long number;
    private InputStream document = InputStream.nullInputStream();

    /**
     * Reads a file.
     *
     * @param lines the content of the file, which has been checked to be UTF-8
     * @param file the name of the file, which becomes part of the names of its documents
     * @param field the field that holds the document
     */
    JsonLinesReader(InputStream lines, String file, String field, UploadLocation location) {
        this.lines = new BufferedInputStream(lines, 1 << 16);
        this.file = file;
        this.field = field;
        this.location = location;
    }

    @Override
    public boolean next() throws IOException {
        while (errors.size() < MAX_ERRORS && readLine()) {
            byte[] text = text();
            if (text != null && text.length > 0 && errors.isEmpty()) {
                document = new ByteArrayInputStream(text);
                return true;
            }
        }
        if (!errors.isEmpty()) {
            throw BadRequestException.invalid(errors);
        }
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

    /**
     * Returns the document of the current line. It is null when the line is blank or wrong; an error is added for a wrong line.
     */
    private byte @Nullable [] text() {
        String content = line.toString(StandardCharsets.UTF_8);
        if (number == 1 && !content.isEmpty() && content.charAt(0) == BYTE_ORDER_MARK) {
            content = content.substring(1);
        }
        if (content.isBlank()) {
            return null;
        }
        try {
            JsonNode tree = JSON.readTree(content);
            if (!tree.isObject()) {
                return addError("is " + describeType(tree) + ", not an object");
            }
            JsonNode value = tree.get(field);
            if (value == null) {
                return addError("has no field '" + field + "'; it has " + listFields(tree));
            }
            if (!value.isString()) {
                return addError("has " + describeType(value) + " in field '" + field + "', not a string");
            }
            return encodeUtf8(value.asString());
        } catch (JacksonException broken) {
            int column = broken.getLocation() == null ? 0 : broken.getLocation().getColumnNr();
            return addError("is not JSON at column " + column + ": "
                    + broken.getOriginalMessage().lines().findFirst().orElse(""));
        }
    }

    private byte @Nullable [] encodeUtf8(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Utf8ValidatingInputStream.isControl(text.charAt(i))) {
                return addError("has the control character U+%04X in field '%s', which a text must not contain"
                        .formatted((int) text.charAt(i), field));
            }
        }
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException halfACharacter) {
            return addError("has half a surrogate pair in field '" + field + "'");
        }
    }

    private byte @Nullable [] addError(String how) {
        errors.add(location.error("line " + number + " " + how));
        return null;
    }

    private static String describeType(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case NULL, MISSING -> "null";
            case STRING, NUMBER, BOOLEAN, BINARY, POJO ->
                "a " + node.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }

    private static String listFields(JsonNode tree) {
        if (tree.isEmpty()) {
            return "no fields at all";
        }
        List<String> names = List.copyOf(tree.propertyNames());
        String listed = String.join(", ", names.subList(0, Math.min(names.size(), MAX_FIELDS_LISTED)));
        return (names.size() > MAX_FIELDS_LISTED ? listed + ", …" : listed) + "; name the one to read as 'field'";
    }

    @Override
    public String name() {
        return file.isEmpty() ? "line " + number : file + ":" + number;
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
