package dev.isobath.server.inference;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.FieldError;
import dev.isobath.spec.inference.RoutingMode;
import dev.isobath.spec.text.NearestName;
import dev.isobath.spec.text.TextRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the fields of a JSON body. It collects all errors instead of stopping at the first one. */
final class RequestBodyReader {

    private final JsonNode body;
    private final List<FieldError> errors = new ArrayList<>();
    private final Set<String> known = new LinkedHashSet<>();

    RequestBodyReader(JsonNode body) {
        if (!body.isObject()) {
            throw BadRequestException.invalid("", "must be an object");
        }
        this.body = body;
    }

    private @Nullable JsonNode find(String name) {
        known.add(name);
        JsonNode value = body.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /** Returns a text of at least one character. */
    String text(String name) {
        JsonNode value = find(name);
        if (value == null) {
            addError("/" + name, "is missing");
            return "";
        }
        return textAt("/" + name, value);
    }

    private String textAt(String pointer, JsonNode value) {
        if (!value.isString()) {
            addError(pointer, "must be a string");
            return "";
        }
        String text = value.stringValue();
        if (text.isEmpty()) {
            addError(pointer, "must not be empty");
        } else {
            violation(text).ifPresent(detail -> addError(pointer, detail));
        }
        return text;
    }

    /** A prompt may contain any character, control characters too. It is stored as it is. */
    private static Optional<String> violation(String text) {
        return TextRule.malformed(text.replace("\0", ""));
    }

    List<String> texts(String name, int max, int maxLength) {
        JsonNode value = find(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray() || value.size() > max) {
            addError("/" + name, "must be a list of at most " + max + " strings");
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            String pointer = "/" + name + "/" + i;
            String text = textAt(pointer, value.get(i));
            if (text.codePointCount(0, text.length()) > maxLength) {
                addError(pointer, "must have 1 to " + maxLength + " characters");
            }
            texts.add(text);
        }
        return texts;
    }

    long integer(String name, @Nullable Long defaultValue, long min, long max) {
        JsonNode value = find(name);
        if (value == null) {
            if (defaultValue == null) {
                addError("/" + name, "is missing");
            }
            return defaultValue == null ? min : defaultValue;
        }
        // 16.0 is accepted as 16, because JavaScript does not distinguish the two.
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (Double.isNaN(number) || number % 1 != 0) {
            addError("/" + name, "must be a whole number");
            return min;
        }
        if (number < min || number > max) {
            addError("/" + name, "must be between " + min + " and " + max);
            return min;
        }
        return (long) number;
    }

    /** Returns a finite number, or {@code defaultValue} when the field is missing or not a finite number. */
    double number(String name, double defaultValue) {
        JsonNode value = find(name);
        if (value == null) {
            return defaultValue;
        }
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            addError("/" + name, "must be a number");
            return defaultValue;
        }
        return value.doubleValue();
    }

    @Nullable
    UUID uuid(String name) {
        JsonNode value = find(name);
        if (value == null) {
            return null;
        }
        try {
            return UUID.fromString(value.asString(""));
        } catch (IllegalArgumentException e) {
            addError("/" + name, "must be an id, as in the list of checkpoints");
            return null;
        }
    }

    /** Returns one of the given values; the first one is the default. */
    String oneOf(String name, List<String> values) {
        JsonNode value = find(name);
        if (value == null) {
            return values.getFirst();
        }
        String text = value.asString("");
        if (!value.isString() || !values.contains(text)) {
            addError("/" + name, "must be one of " + String.join(", ", values));
            return values.getFirst();
        }
        return text;
    }

    /** Returns the field {@code routing}; top-k is the default. */
    RoutingMode routing() {
        String text = oneOf(
                "routing",
                Arrays.stream(RoutingMode.values()).map(RoutingMode::text).toList());
        return Arrays.stream(RoutingMode.values())
                .filter(each -> each.text().equals(text))
                .findFirst()
                .orElseThrow();
    }

    boolean bool(String name, boolean defaultValue) {
        JsonNode value = find(name);
        if (value == null) {
            return defaultValue;
        }
        if (!value.isBoolean()) {
            addError("/" + name, "must be true or false");
        }
        return value.asBoolean(defaultValue);
    }

    void addError(String pointer, String detail) {
        errors.add(new FieldError(pointer, detail));
    }

    /**
     * Checks that no errors were found and that the body has no other fields. An unknown field is refused because it may be a
     * misspelt one, whose default would be used silently.
     *
     * @throws BadRequestException with all errors, when there are any
     */
    void throwIfInvalid() {
        for (String name : body.propertyNames()) {
            if (!known.contains(name)) {
                addError(
                        "/" + name.replace("~", "~0").replace("/", "~1"),
                        "is not a field of this question, which has " + String.join(", ", known)
                                + NearestName.hint(name, known));
            }
        }
        if (!errors.isEmpty()) {
            throw BadRequestException.invalid(errors);
        }
    }
}
