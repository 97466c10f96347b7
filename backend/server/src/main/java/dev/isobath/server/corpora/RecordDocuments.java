package dev.isobath.server.corpora;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.FieldError;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Makes documents of the records of one file. A record whose field is missing, null or empty is skipped and counted. The errors
 * of up to {@value #MAX_ERRORS} records are reported together.
 */
final class RecordDocuments {

    static final int MAX_ERRORS = 10;

    private final FieldPath path;
    private final UploadLocation location;
    private final FieldNames names = new FieldNames();
    private final RecordField field;
    private final List<FieldError> errors = new ArrayList<>();
    private long documents;
    private long skipped;

    RecordDocuments(FieldPath path, UploadLocation location) {
        this.path = path;
        this.location = location;
        this.field = new RecordField(path, names);
    }

    /** Returns the number of records that were skipped. */
    long skipped() {
        return skipped;
    }

    /** Returns whether so many records are wrong that no more need to be read. */
    boolean hasEnoughErrors() {
        return errors.size() >= MAX_ERRORS;
    }

    /**
     * Reads a record.
     *
     * @param parser at the first token of the record; afterwards it is at the last one
     * @param record names the record in errors, as in "line 3"
     * @return the document, or null when the record is skipped or wrong
     */
    byte @Nullable [] read(JsonParser parser, String record) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            addError(record, "is " + RecordField.describeType(parser.currentToken()) + ", not an object");
            parser.skipChildren();
            return null;
        }
        return switch (field.read(parser)) {
            case RecordText.Found(String text) -> encodeUtf8(text, record);
            case RecordText.Unusable(String reason) -> {
                addError(record, reason);
                yield null;
            }
            case RecordText.Nothing() -> {
                skipped++;
                yield null;
            }
        };
    }

    private byte @Nullable [] encodeUtf8(String text, String record) {
        for (int i = 0; i < text.length(); i++) {
            if (Utf8ValidatingInputStream.isControl(text.charAt(i))) {
                addError(
                        record,
                        "has the control character U+%04X in field '%s', which a text must not contain"
                                .formatted((int) text.charAt(i), path.text()));
                return null;
            }
        }
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            documents++;
            names.close();
            return errors.isEmpty() ? bytes : null;
        } catch (CharacterCodingException halfACharacter) {
            addError(record, "has half a surrogate pair in field '" + path.text() + "'");
            return null;
        }
    }

    void addError(String record, String detail) {
        errors.add(location.error(record + " " + detail));
    }

    /**
     * Ends the file.
     *
     * @throws BadRequestException when records are wrong, or when none has a text
     */
    void end() {
        if (!errors.isEmpty()) {
            throw BadRequestException.invalid(errors);
        }
        if (documents == 0 && skipped > 0) {
            throw BadRequestException.invalid(List.of(location.error("has no text in field '%s' of %s; %s"
                    .formatted(
                            path.text(),
                            skipped == 1 ? "its only record" : "any of its " + skipped + " records",
                            names.describe()))));
        }
    }
}
