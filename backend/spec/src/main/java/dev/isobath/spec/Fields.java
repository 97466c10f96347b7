package dev.isobath.spec;

import dev.isobath.spec.text.NearestName;
import dev.isobath.spec.text.TextRule;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the fields of one object. It records every violation instead of stopping at the first. */
final class Fields {

    private final JsonNode node;
    private final String pointer;
    private final List<Violation> violations;
    private final Set<String> known = new LinkedHashSet<>();

    Fields(JsonNode node, String pointer, List<Violation> violations) {
        this.node = node;
        this.pointer = pointer;
        this.violations = violations;
    }

    /** Returns the fields of a nested object. An absent object or a value of another type adds a violation and reads as empty. */
    Fields object(String name, boolean required) {
        JsonNode child = find(name);
        String at = pointer + "/" + name;
        if (child == null) {
            if (required) {
                violation(name, "is missing");
            }
        } else if (!child.isObject()) {
            violation(name, "must be an object");
        }
        return new Fields(
                child != null && child.isObject() ? child : JsonNodeFactory.instance.objectNode(), at, violations);
    }

    /**
     * Returns the entries of a list as fields named 0, 1 and so on. An absent list or a value of another type adds a violation
     * and reads as empty.
     */
    Fields list(String name) {
        ObjectNode entries = JsonNodeFactory.instance.objectNode();
        JsonNode child = find(name);
        if (child == null) {
            violation(name, "is missing");
        } else if (!child.isArray()) {
            violation(name, "must be a list");
        } else {
            for (int i = 0; i < child.size(); i++) {
                entries.set(Integer.toString(i), child.get(i));
            }
        }
        return new Fields(entries, pointer + "/" + name, violations);
    }

    /** Returns the number of fields in this object, known or not. */
    int size() {
        return node.size();
    }

    /** Returns the raw value of a field that may have several forms, or a missing node when the field is absent. */
    JsonNode form(String name) {
        return has(name) ? node.get(name) : MissingNode.getInstance();
    }

    /** Returns whether every field read so far is valid. Checks across several fields are useful only then. */
    boolean sound() {
        return violations.stream().noneMatch(violation -> violation.pointer().startsWith(pointer + "/"));
    }

    boolean has(String name) {
        JsonNode child = node.get(name);
        return child != null && !child.isNull();
    }

    String text(String name, @Nullable String otherwise, int longest) {
        JsonNode child = find(name);
        if (child == null) {
            return otherwise != null ? otherwise : missing(name, "");
        }
        if (!child.isString()) {
            return violation(name, "must be a string", "");
        }
        String text = TextRule.normalise(child.stringValue());
        TextRule.name(longest).violation(text).ifPresent(message -> violation(name, message));
        return text;
    }

    long whole(String name, @Nullable Long otherwise, long least, long most) {
        JsonNode child = find(name);
        if (child == null) {
            return otherwise != null ? otherwise : missing(name, least);
        }
        // 16.0 and 1e3 are whole numbers too, because YAML and JavaScript writers do not distinguish them from
        // integers.
        if (!child.isNumber() || !isWhole(child)) {
            return violation(name, "must be a whole number", least);
        }
        double value = child.doubleValue();
        if (value < least || value > most) {
            return violation(name, "must be between " + least + " and " + most, least);
        }
        return child.isIntegralNumber() ? child.longValue() : (long) value;
    }

    int integer(String name, @Nullable Integer otherwise, int least, int most) {
        return (int) whole(name, otherwise == null ? null : Long.valueOf(otherwise), least, most);
    }

    private static boolean isWhole(JsonNode number) {
        return number.isIntegralNumber() || (Double.isFinite(number.doubleValue()) && number.doubleValue() % 1 == 0);
    }

    /** Reads a finite number that lies in {@code range}. */
    double number(String name, @Nullable Double otherwise, Range range) {
        JsonNode child = find(name);
        if (child == null) {
            return otherwise != null ? otherwise : missing(name, range.least());
        }
        if (!child.isNumber()) {
            return violation(name, "must be a number", range.least());
        }
        double value = child.doubleValue();
        if (!Double.isFinite(value) || !range.contains(value)) {
            return violation(name, "must be " + range.words(), range.least());
        }
        return value;
    }

    boolean flag(String name, boolean otherwise) {
        JsonNode child = find(name);
        if (child == null) {
            return otherwise;
        }
        return child.isBoolean() ? child.booleanValue() : violation(name, "must be true or false", otherwise);
    }

    <E extends Enum<E> & Named> E constant(String name, @Nullable E otherwise, Class<E> type) {
        E first = type.getEnumConstants()[0];
        JsonNode child = find(name);
        if (child == null) {
            return otherwise != null ? otherwise : missing(name, first);
        }
        String text = child.isString() ? child.stringValue() : child.toString();
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.text().equals(text))
                .findFirst()
                .orElseGet(() -> violation(name, "'" + abbreviated(text) + "' is not one of " + names(type), first));
    }

    private static <E extends Enum<E> & Named> String names(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Named::text).collect(Collectors.joining(", "));
    }

    void violation(String name, String message) {
        violations.add(new Violation(pointer + "/" + name.replace("~", "~0").replace("/", "~1"), message));
    }

    private <T> T violation(String name, String message, T standIn) {
        violation(name, message);
        return standIn;
    }

    private <T> T missing(String name, T standIn) {
        return violation(name, "is missing", standIn);
    }

    /** Refuses fields that have no meaning beside another field. {@code why} names that field and says what to do. */
    void refuse(String why, String... names) {
        for (String name : names) {
            if (find(name) != null) {
                violation(name, why);
            }
        }
    }

    /** Allows fields that may be present although this reader does not read all of them. */
    void allow(List<String> names) {
        known.addAll(names);
    }

    /** Refuses unknown fields. An unknown field is a mistake, and ignoring it would train something else than the author meant. */
    void refuseOthers(String where) {
        for (String name : node.propertyNames()) {
            if (!known.contains(name)) {
                violation(abbreviated(name), "is not a field of " + where + NearestName.hint(name, known));
            }
        }
    }

    static String abbreviated(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    private @Nullable JsonNode find(String name) {
        known.add(name);
        return has(name) ? node.get(name) : null;
    }
}
