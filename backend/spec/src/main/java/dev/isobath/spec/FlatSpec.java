package dev.isobath.spec;

import dev.isobath.spec.SpecField.Form;
import dev.isobath.spec.SpecField.Otherwise;
import dev.isobath.spec.SpecField.Part;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a spec as a flat list of paths, such as {@code training.learningRate}, so that experiments can be compared field by
 * field. The list follows {@link SpecField}, so a new field of a spec is in it by itself.
 */
public final class FlatSpec {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** The parts that the canonical form leaves out when they have their defaults, because they are younger than old specs. */
    private static final List<SpecField> LEFT_OUT = List.of(
            SpecField.SCHEME,
            SpecField.EXPERT_SCHEME,
            SpecField.EXPERT_SHARES,
            SpecField.ALLOW_UNKNOWN,
            SpecField.DEVICE,
            SpecField.DETERMINISTIC,
            SpecField.ACCUMULATE,
            SpecField.RATE_SCHEDULE,
            SpecField.PARAMETRIZATION);

    /** The type of the values of a field. */
    public enum Type {
        NUMBER,
        TEXT,
        /** One of a few names. */
        CHOICE,
        FLAG,
        /** A list of numbers. */
        NUMBERS
    }

    /**
     * One field.
     *
     * @param path the names from the spec down to the field, joined by dots
     * @param choices the names that a choice has; empty for other types
     * @param meaning a sentence for people, in Markdown
     */
    public record Entry(String path, Type type, List<String> choices, String meaning) {}

    private record Place(SpecField field, Entry entry) {}

    private static final Map<String, Place> PLACES = places();
    private static final List<Entry> ENTRIES =
            PLACES.values().stream().map(Place::entry).toList();

    private FlatSpec() {}

    /** Returns all fields that any kind of architecture has, in the order of their paths. */
    public static List<Entry> entries() {
        return ENTRIES;
    }

    /**
     * Returns the values of a spec in canonical JSON, by path. A field that has no meaning for the spec has no value. A capacity in tokens
     * counts as its share of the sequence. A list of capacities has a value only where all routed blocks have the same one.
     */
    public static ObjectNode of(JsonNode canonical) {
        ObjectNode flat = NODES.objectNode();
        PLACES.forEach(
                (path, place) -> value(canonical, path, place.field()).ifPresent(value -> flat.set(path, value)));
        return flat;
    }

    private static Optional<JsonNode> value(JsonNode spec, String path, SpecField field) {
        JsonNode node = at(spec, path);
        if (field.form() instanceof Form.Capacities) {
            return capacity(node, spec);
        }
        if (!node.isMissingNode() && !node.isNull()) {
            return Optional.of(node);
        }
        return LEFT_OUT.contains(field) && isFieldOf(spec, field) ? fallback(field) : Optional.empty();
    }

    private static JsonNode at(JsonNode spec, String path) {
        JsonNode node = spec;
        for (String name : path.split("\\.", -1)) {
            node = node.path(name);
        }
        return node;
    }

    private static boolean isFieldOf(JsonNode spec, SpecField field) {
        String kind = spec.path("architecture").path("kind").asString("");
        List<Kind> kinds = field.part().kinds();
        boolean ofKind =
                kinds.isEmpty() || kinds.stream().anyMatch(each -> each.text().equals(kind));
        return ofKind && field.belonging().map(to -> belongs(spec, to)).orElse(true);
    }

    private static boolean belongs(JsonNode spec, SpecField.Belonging to) {
        return spec.path("architecture")
                .path(to.to().key())
                .asString("")
                .equals(to.value().text());
    }

    private static Optional<JsonNode> fallback(SpecField field) {
        if (!(field.otherwise() instanceof Otherwise.Value(Object value))) {
            return Optional.empty();
        }
        return Optional.of(
                switch (value) {
                    case Boolean flag -> NODES.booleanNode(flag);
                    case Long whole -> NODES.numberNode(whole);
                    case Named named -> NODES.stringNode(named.text());
                    default -> throw new IllegalStateException(field + " has a default of another type");
                });
    }

    private static Optional<JsonNode> capacity(JsonNode node, JsonNode spec) {
        if (!node.isArray()) {
            return Optional.ofNullable(share(node, spec)).map(NODES::numberNode);
        }
        Set<JsonNode> different = new HashSet<>();
        node.forEach(each -> {
            if (!each.isNull()) {
                different.add(each);
            }
        });
        return different.size() == 1
                ? Optional.ofNullable(share(different.iterator().next(), spec)).map(NODES::numberNode)
                : Optional.empty();
    }

    private static @Nullable Double share(JsonNode capacity, JsonNode spec) {
        if (capacity.isNumber()) {
            return capacity.asDouble();
        }
        double tokens = capacity.path("tokens").asDouble(0);
        double length = spec.path("data").path("sequenceLength").asDouble(0);
        return tokens > 0 && length > 0 ? tokens / length : null;
    }

    private static Map<String, Place> places() {
        Map<String, Place> places = new TreeMap<>();
        add(places, "", Part.SPEC);
        return places;
    }

    private static void add(Map<String, Place> places, String prefix, Part part) {
        for (SpecField field : fields(part)) {
            String path = prefix + field.key();
            switch (field.form()) {
                case Form.Text _ -> add(places, path, field, Type.TEXT, List.of());
                case Form.Whole _, Form.Real _ -> add(places, path, field, Type.NUMBER, List.of());
                case Form.Flag() -> add(places, path, field, Type.FLAG, List.of());
                case Form.Choice choice -> add(places, path, field, Type.CHOICE, choice.names());
                case Form.Blocks _ -> add(places, path, field, Type.NUMBERS, List.of());
                case Form.Capacities _ -> {
                    add(places, path, field, Type.NUMBER, List.of());
                    add(places, path + ".", Part.CAPACITY);
                }
                case Form.Nested(Part nested) -> add(places, path + ".", nested);
            }
        }
    }

    private static void add(Map<String, Place> places, String path, SpecField field, Type type, List<String> choices) {
        places.put(path, new Place(field, new Entry(path, type, choices, field.meaning())));
    }

    /** Returns the fields of a part; for the architecture, those of all kinds. */
    private static List<SpecField> fields(Part part) {
        List<SpecField> fields = new ArrayList<>(part.fields());
        if (part == Part.SHAPE) {
            Stream.of(Part.values())
                    .filter(other -> other != part && !other.kinds().isEmpty())
                    .forEach(other -> fields.addAll(other.fields()));
        }
        return fields;
    }
}
