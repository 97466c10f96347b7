package dev.isobath.server.problems;

import dev.isobath.spec.text.NearestName;
import dev.isobath.spec.text.TextRule;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import tools.jackson.databind.JsonNode;

/**
 * Compares a JSON body with the record that it is read as, and collects every difference. Unknown fields, values of another type and
 * fractions in place of whole numbers are refused instead of being dropped, converted or rounded.
 */
final class BodyShape {

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    /** Doubles above it are not exact. */
    private static final double MAX_EXACT = 1L << 53;

    private final List<FieldError> errors = new ArrayList<>();

    private BodyShape() {}

    /**
     * Checks a body.
     *
     * @throws BadRequestException with every field that does not fit the record
     */
    static void check(JsonNode body, Class<?> type) {
        BodyShape shape = new BodyShape();
        shape.object(body, type, "");
        shape.throwIfInvalid();
    }

    /**
     * Checks that an object has no fields.
     *
     * @throws BadRequestException with every field that it has
     */
    static void requireEmpty(JsonNode body) {
        BodyShape shape = new BodyShape();
        body.propertyNames()
                .forEach(name -> shape.add("/" + escaped(name), "is not a field here; this address takes no body"));
        shape.throwIfInvalid();
    }

    private void throwIfInvalid() {
        if (!errors.isEmpty()) {
            throw BadRequestException.invalid(errors);
        }
    }

    private void add(String pointer, String detail) {
        errors.add(new FieldError(pointer, detail));
    }

    private void object(JsonNode node, Class<?> type, String pointer) {
        if (!node.isObject()) {
            add(pointer, "must be an object");
            return;
        }
        Map<String, AnnotatedType> fields = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            fields.put(component.getName(), component.getAnnotatedType());
        }
        for (String name : node.propertyNames()) {
            if (!fields.containsKey(name)) {
                add(pointer + "/" + escaped(name), unknown(name, fields.keySet()));
            }
        }
        fields.forEach((name, field) -> {
            JsonNode value = node.get(name);
            if (value == null) {
                if (!isNullable(field)) {
                    add(pointer + "/" + name, "is missing");
                }
            } else {
                value(value, field, pointer + "/" + name);
            }
        });
    }

    private static String unknown(String name, Collection<String> known) {
        String hint = NearestName.hint(name, known);
        return "is not a field here" + (hint.isEmpty() ? "; the fields are " + String.join(", ", known) : hint);
    }

    private static boolean isNullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    private void value(JsonNode node, AnnotatedType type, String pointer) {
        Class<?> raw = ResolvableType.forType(type.getType()).toClass();
        if (node.isNull()) {
            if (!isNullable(type)) {
                add(pointer, "must not be null");
            }
        } else if (raw.isRecord()) {
            object(node, raw, pointer);
        } else if (Collection.class.isAssignableFrom(raw) && type instanceof AnnotatedParameterizedType list) {
            list(node, list.getAnnotatedActualTypeArguments()[0], pointer);
        } else if (raw.isEnum()) {
            constant(node, raw, pointer);
        } else {
            scalar(node, raw, pointer);
        }
    }

    private void list(JsonNode node, AnnotatedType element, String pointer) {
        if (!node.isArray()) {
            add(pointer, "must be a list");
            return;
        }
        for (int i = 0; i < node.size(); i++) {
            value(node.get(i), element, pointer + "/" + i);
        }
    }

    private void constant(JsonNode node, Class<?> type, String pointer) {
        List<String> names =
                Arrays.stream(type.getEnumConstants()).map(Object::toString).toList();
        if (!node.isString() || !names.contains(node.stringValue())) {
            add(pointer, "must be one of " + String.join(", ", names));
        }
    }

    /** Jackson reads scalars of other types, and {@link ProblemHandler} tells what it refuses. */
    private void scalar(JsonNode node, Class<?> type, String pointer) {
        if (type == String.class) {
            if (node.isString()) {
                TextRule.malformed(node.stringValue()).ifPresent(detail -> add(pointer, detail));
            } else {
                add(pointer, "must be a string");
            }
        } else if (type == int.class || type == Integer.class) {
            whole(node, Integer.MIN_VALUE, Integer.MAX_VALUE, pointer);
        } else if (type == long.class || type == Long.class) {
            whole(node, -MAX_EXACT, MAX_EXACT, pointer);
        } else if (type == double.class || type == Double.class) {
            if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
                add(pointer, "must be a number");
            }
        } else if (type == boolean.class || type == Boolean.class) {
            if (!node.isBoolean()) {
                add(pointer, "must be true or false");
            }
        } else if (type == UUID.class
                && !(node.isString() && UUID_TEXT.matcher(node.stringValue()).matches())) {
            add(pointer, "must be an id, like 123e4567-e89b-12d3-a456-426614174000");
        }
    }

    /** 16.0 is accepted as 16, because JavaScript does not distinguish the two. */
    private void whole(JsonNode node, double least, double most, String pointer) {
        double number = node.isNumber() ? node.doubleValue() : Double.NaN;
        if (Double.isNaN(number % 1) || number % 1 != 0) {
            add(pointer, "must be a whole number");
        } else if (number < least || number > most) {
            add(pointer, "must be between %.0f and %.0f".formatted(least, most));
        }
    }

    private static String escaped(String name) {
        return TextRule.shortened(name, 60).replace("~", "~0").replace("/", "~1");
    }
}
