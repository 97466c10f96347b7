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
public final class Fields {

    private final JsonNode node;
    private final String pointer;
    private final List<Violation> violations;
    private final boolean present;
    private final Set<String> known = new LinkedHashSet<>();

    /**
     * Creates a reader of one object.
     *
     * @param pointer the place of the object in the document, as a JSON pointer
     * @param violations where violations are recorded
     */
    public Fields(JsonNode node, String pointer, List<Violation> violations) {
        this(node, pointer, violations, true);
    }

    /** @param present whether there is such an object; about what is in an absent one nothing is said */
    private Fields(JsonNode node, String pointer, List<Violation> violations, boolean present) {
        this.node = node;
        this.pointer = pointer;
        this.violations = violations;
        this.present = present;
    }

    /** Returns the fields of a nested object. An absent object or a value of another type adds a violation and reads as empty. */
    public Fields object(String name) {
        JsonNode child = find(name);
        String at = pointer + "/" + name;
        if (child == null) {
            violation(name, "is missing");
        } else if (!child.isObject()) {
            violation(name, "must be an object");
        }
        return child != null && child.isObject()
                ? new Fields(child, at, violations, present)
                : new Fields(JsonNodeFactory.instance.objectNode(), at, violations, false);
    }

    Fields object(SpecField field) {
        return object(field.key());
    }

    /**
     * Returns the entries of a list as fields named 0, 1 and so on. An absent list or a value of another type adds a violation
     * and reads as empty.
     */
    public Fields list(String name) {
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
        return new Fields(entries, pointer + "/" + name, violations, present && child != null && child.isArray());
    }

    /** Returns the number of fields in this object, known or not. */
    public int size() {
        return node.size();
    }

    /** Returns the raw value of a field that may have several forms, or a missing node when the field is absent. */
    public JsonNode form(String name) {
        return has(name) ? node.get(name) : MissingNode.getInstance();
    }

    /** Returns whether every field read so far is valid. Checks across several fields are useful only then. */
    public boolean sound() {
        return present
                && violations.stream()
                        .noneMatch(violation -> violation.pointer().startsWith(pointer + "/"));
    }

    /** Returns whether nothing was wrong with this field. What depends on it is refused only then. */
    boolean valid(SpecField field) {
        String at = pointer + "/" + field.key();
        return present
                && violations.stream()
                        .map(Violation::pointer)
                        .noneMatch(other -> other.equals(at) || other.startsWith(at + "/"));
    }

    boolean has(SpecField field) {
        return has(field.key());
    }

    /** Returns whether the field is there and not null. */
    public boolean has(String name) {
        JsonNode child = node.get(name);
        return child != null && !child.isNull();
    }

    String text(SpecField field) {
        return text(field.key(), field.otherwise(String.class), TextRule.name(field.longest()));
    }

    /** Reads a text and normalises it. Without a default, an absent one is a violation. */
    public String text(String name, @Nullable String otherwise, TextRule rule) {
        JsonNode child = find(name);
        if (child == null) {
            return otherwise != null ? otherwise : missing(name, "");
        }
        if (!child.isString()) {
            return violation(name, "must be a string", "");
        }
        String text = TextRule.normalise(child.stringValue());
        rule.violation(text).ifPresent(message -> violation(name, message));
        return text;
    }

    long whole(SpecField field) {
        return whole(
                field.key(),
                field.otherwise(Long.class),
                field.whole().least(),
                field.whole().most());
    }

    int integer(SpecField field) {
        return integer(field, field.otherwise(Long.class));
    }

    /** Reads a field whose default depends on other fields. */
    int integer(SpecField field, @Nullable Number otherwise) {
        return integer(field, otherwise, field.most());
    }

    /** Reads a field whose default and largest value depend on other fields. */
    int integer(SpecField field, @Nullable Number otherwise, int most) {
        Long value = otherwise == null ? null : Long.valueOf(otherwise.longValue());
        return (int) whole(field.key(), value, field.whole().least(), most);
    }

    /** Reads a whole number from {@code least} to {@code most}. Without a default, an absent one is a violation. */
    public long whole(String name, @Nullable Long otherwise, long least, long most) {
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

    private static boolean isWhole(JsonNode number) {
        return number.isIntegralNumber() || (Double.isFinite(number.doubleValue()) && number.doubleValue() % 1 == 0);
    }

    double number(SpecField field) {
        return number(field, field.otherwise(Double.class));
    }

    /** Reads a field whose default depends on other fields. */
    double number(SpecField field, @Nullable Double otherwise) {
        return number(field.key(), otherwise, field.range());
    }

    /** Reads a finite number that lies in {@code range}. */
    public double number(String name, @Nullable Double otherwise, Range range) {
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

    boolean flag(SpecField field) {
        return flag(field.key(), Boolean.TRUE.equals(field.otherwise(Boolean.class)));
    }

    /** Reads true or false. */
    public boolean flag(String name, boolean otherwise) {
        JsonNode child = find(name);
        if (child == null) {
            return otherwise;
        }
        return child.isBoolean() ? child.booleanValue() : violation(name, "must be true or false", otherwise);
    }

    /** Reads the name of a constant. When it is none, the result is the first constant, and the field is not {@link #valid}. */
    <E extends Enum<E> & Named> E constant(SpecField field, Class<E> type) {
        return constant(field.key(), field.otherwise(type), type);
    }

    /** Reads the name of a constant. Without a default, an absent one is a violation. */
    public <E extends Enum<E> & Named> E constant(String name, @Nullable E otherwise, Class<E> type) {
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

    void violation(SpecField field, String message) {
        violation(field.key(), message);
    }

    /** Adds a violation of a field. About what is in an absent object nothing is said. */
    public void violation(String name, String message) {
        if (!present) {
            return;
        }
        violations.add(new Violation(pointer + "/" + name.replace("~", "~0").replace("/", "~1"), message));
    }

    /** Adds a violation of the object as a whole. */
    public void itself(String message) {
        if (present) {
            violations.add(new Violation(pointer, message));
        }
    }

    private <T> T violation(String name, String message, T standIn) {
        violation(name, message);
        return standIn;
    }

    private <T> T missing(String name, T standIn) {
        return violation(name, "is missing", standIn);
    }

    /** Refuses fields that have no meaning beside another field. {@code why} names that field and says what to do. */
    void refuse(String why, SpecField... fields) {
        for (SpecField field : fields) {
            if (find(field.key()) != null) {
                violation(field, why);
            }
        }
    }

    /**
     * Refuses the fields that belong to another value of a field than {@code value}. When the field itself is not valid, none is
     * refused.
     */
    void refuseWhatBelongsToOthers(SpecField to, Named value) {
        for (SpecField field : SpecField.values()) {
            SpecField.Belonging belonging = field.belonging().orElse(null);
            // Fields of a part that not every kind has are refused where that part is read.
            if (belonging == null || belonging.to() != to || field.part() != to.part()) {
                continue;
            }
            allow(List.of(field));
            if (valid(to) && !belonging.value().equals(value)) {
                refuse(belonging.words("") + "; leave it out", field);
            }
        }
    }

    /** Allows fields that may be present although this reader does not read all of them. */
    void allow(List<SpecField> fields) {
        fields.stream().map(SpecField::key).forEach(known::add);
    }

    /** Allows fields of these names. Hints at nearest names know them too. */
    public void allow(Set<String> names) {
        known.addAll(names);
    }

    /** Refuses unknown fields. An unknown field is a mistake, and ignoring it would train something else than the author meant. */
    public void refuseOthers(String where) {
        for (String name : node.propertyNames()) {
            if (!known.contains(name)) {
                violation(abbreviated(name), "is not a field of " + where + NearestName.hint(name, known));
            }
        }
    }

    /** Returns a text from outside, short enough to be quoted. */
    public static String abbreviated(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    private @Nullable JsonNode find(String name) {
        known.add(name);
        return has(name) ? node.get(name) : null;
    }
}
