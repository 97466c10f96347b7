package dev.isobath.server.corpora;

import dev.isobath.server.corpora.FieldPath.Step;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the text of one field out of a record, token by token. What is in other fields is passed over, and only the text is held
 * in memory. The texts of several elements are joined with {@link #SEPARATOR}.
 */
final class RecordField {

    /** An empty line. */
    static final String SEPARATOR = "\n\n";

    private final FieldPath path;
    private final FieldNames names;
    private final StringBuilder text = new StringBuilder();
    private @Nullable String unusable;

    /**
     * Reads a field.
     *
     * @param names collects the names of the other fields that hold text
     */
    RecordField(FieldPath path, FieldNames names) {
        this.path = path;
        this.names = names;
    }

    /** Reads a record. The parser is at the beginning of the record's object, and afterwards at its end. */
    RecordText read(JsonParser record) {
        text.setLength(0);
        unusable = null;
        readObject(record, 0, "");
        if (unusable != null) {
            return new RecordText.Unusable(unusable);
        }
        return text.isEmpty() ? new RecordText.Nothing() : new RecordText.Found(text.toString());
    }

    private void readObject(JsonParser record, int index, String prefix) {
        Step step = path.steps().get(index);
        while (record.nextToken() != JsonToken.END_OBJECT) {
            String name = record.currentName();
            record.nextToken();
            if (name.equals(step.rest()) && !step.each()) {
                readText(record);
            } else if (!name.equals(step.name())) {
                names.add(record, prefix + name);
            } else if (!step.each()) {
                readValue(record, index + 1, prefix + name);
            } else if (record.currentToken() == JsonToken.START_ARRAY) {
                while (record.nextToken() != JsonToken.END_ARRAY) {
                    readValue(record, index + 1, prefix + name + "[]");
                }
            } else {
                names.add(record, prefix + name);
            }
        }
    }

    private void readValue(JsonParser record, int index, String prefix) {
        if (index == path.steps().size()) {
            readText(record);
        } else if (record.currentToken() == JsonToken.START_OBJECT) {
            readObject(record, index, prefix + ".");
        } else {
            names.add(record, prefix);
        }
    }

    private void readText(JsonParser record) {
        switch (record.currentToken()) {
            case VALUE_NULL -> {}
            case VALUE_STRING -> append(record.getString());
            default -> {
                unusable =
                        "has " + describeType(record.currentToken()) + " in field '" + path.text() + "', not a string";
                record.skipChildren();
            }
        }
    }

    private void append(String part) {
        if (part.isEmpty()) {
            return;
        }
        if (text.length() + part.length() > RecordJson.MAX_TEXT_CHARACTERS) {
            unusable = "has more than %d characters in field '%s'; send such a document as a text file"
                    .formatted(RecordJson.MAX_TEXT_CHARACTERS, path.text());
        } else {
            text.append(text.isEmpty() ? "" : SEPARATOR).append(part);
        }
    }

    /** Names the type of the value that begins with a token. */
    static String describeType(JsonToken token) {
        return switch (token) {
            case START_ARRAY -> "a list";
            case START_OBJECT -> "an object";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            case END_ARRAY, END_OBJECT, NOT_AVAILABLE, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalArgumentException(token.name().toLowerCase(Locale.ROOT));
        };
    }
}
