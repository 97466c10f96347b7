package dev.isobath.server.questions;

import dev.isobath.server.problems.BadRequest;
import dev.isobath.server.problems.FieldError;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the fields of a question's body, noting everything wrong instead of stopping at the first. */
final class BodyFields {

    private final JsonNode body;
    private final List<FieldError> errors = new ArrayList<>();
    private final Set<String> known = new LinkedHashSet<>();

    BodyFields(JsonNode body) {
        if (!body.isObject()) {
            throw BadRequest.invalid("", "must be an object");
        }
        this.body = body;
    }

    private @Nullable JsonNode find(String name) {
        known.add(name);
        JsonNode value = body.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /** Text of at least one character. */
    String text(String name) {
        JsonNode value = find(name);
        if (value == null) {
            wrong("/" + name, "is missing");
            return "";
        }
        return textAt("/" + name, value);
    }

    private String textAt(String pointer, JsonNode value) {
        if (!value.isString()) {
            wrong(pointer, "must be a string");
            return "";
        }
        String text = value.stringValue();
        if (text.isEmpty()) {
            wrong(pointer, "must not be empty");
        } else if (!isUnicode(text)) {
            wrong(pointer, "has half of a surrogate pair, which is no character");
        }
        return text;
    }

    private static boolean isUnicode(String text) {
        try {
            return StandardCharsets.UTF_8
                            .newEncoder()
                            .encode(CharBuffer.wrap(text))
                            .hasRemaining()
                    || text.isEmpty();
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    List<String> texts(String name, int most, int longest) {
        JsonNode value = find(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray() || value.size() > most) {
            wrong("/" + name, "must be a list of at most " + most + " strings");
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            String pointer = "/" + name + "/" + i;
            String text = textAt(pointer, value.get(i));
            if (text.length() > longest) {
                wrong(pointer, "must have 1 to " + longest + " characters");
            }
            texts.add(text);
        }
        return texts;
    }

    long whole(String name, @Nullable Long otherwise, long least, long most) {
        JsonNode value = find(name);
        if (value == null) {
            if (otherwise == null) {
                wrong("/" + name, "is missing");
            }
            return otherwise == null ? least : otherwise;
        }
        // 16.0 is whole too: a JavaScript writer does not tell them apart.
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (Double.isNaN(number) || number % 1 != 0) {
            wrong("/" + name, "must be a whole number");
            return least;
        }
        if (number < least || number > most) {
            wrong("/" + name, "must be between " + least + " and " + most);
            return least;
        }
        return (long) number;
    }

    /** A finite number, or {@code otherwise} where there is none or a wrong one. */
    double number(String name, double otherwise) {
        JsonNode value = find(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            wrong("/" + name, "must be a number");
            return otherwise;
        }
        return value.doubleValue();
    }

    @Nullable
    UUID id(String name) {
        JsonNode value = find(name);
        if (value == null) {
            return null;
        }
        try {
            return UUID.fromString(value.asString(""));
        } catch (IllegalArgumentException e) {
            wrong("/" + name, "must be an id, as in the list of checkpoints");
            return null;
        }
    }

    /** One of a few words. */
    String word(String name, List<String> words) {
        JsonNode value = find(name);
        if (value == null) {
            return words.getFirst();
        }
        String word = value.asString("");
        if (!value.isString() || !words.contains(word)) {
            wrong("/" + name, "must be one of " + String.join(", ", words));
            return words.getFirst();
        }
        return word;
    }

    boolean flag(String name, boolean otherwise) {
        JsonNode value = find(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            wrong("/" + name, "must be true or false");
        }
        return value.asBoolean(otherwise);
    }

    void wrong(String pointer, String detail) {
        errors.add(new FieldError(pointer, detail));
    }

    /**
     * A field nobody asked for is a misspelling; silence would compute something else.
     *
     * @throws BadRequest when anything was wrong
     */
    void check() {
        for (String name : body.propertyNames()) {
            if (!known.contains(name)) {
                wrong(
                        "/" + name.replace("~", "~0").replace("/", "~1"),
                        "is not a field of this question, which has " + String.join(", ", known));
            }
        }
        if (!errors.isEmpty()) {
            throw BadRequest.invalid(errors);
        }
    }
}
