package dev.isobath.server.corpora;

import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The paths of the fields that hold text in the first records of a file, for the error that the wanted one is missing. */
final class FieldNames {

    private static final int MAX_NAMES = 8;
    private static final int MAX_NAME_LENGTH = 100;
    private static final int MAX_DEPTH = 3;

    private final Set<String> names = new LinkedHashSet<>();
    private boolean open = true;

    /** Ends the collection. */
    void close() {
        open = false;
    }

    /** Adds the paths of the text in the current value. The parser moves to the end of the value. */
    void add(JsonParser record, String path) {
        add(record, path, 1);
    }

    private void add(JsonParser record, String path, int depth) {
        if (!open || depth > MAX_DEPTH || names.size() > MAX_NAMES || path.length() > MAX_NAME_LENGTH) {
            record.skipChildren();
        } else if (record.currentToken() == JsonToken.VALUE_STRING) {
            names.add(path);
        } else if (record.currentToken() == JsonToken.START_ARRAY) {
            while (record.nextToken() != JsonToken.END_ARRAY) {
                add(record, path + "[]", depth);
            }
        } else if (record.currentToken() == JsonToken.START_OBJECT) {
            while (record.nextToken() != JsonToken.END_OBJECT) {
                String name = record.currentName();
                record.nextToken();
                add(record, path + "." + name, depth + 1);
            }
        }
    }

    /** Returns a text for users that lists the names. */
    String describe() {
        if (names.isEmpty()) {
            return "no other field has text";
        }
        String listed = String.join(", ", names.stream().limit(MAX_NAMES).toList());
        return "text is in " + (names.size() > MAX_NAMES ? listed + ", …" : listed)
                + "; name the one to read as 'field'";
    }
}
