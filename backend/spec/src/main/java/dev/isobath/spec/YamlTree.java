package dev.isobath.spec;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads one YAML 1.2 document. The tree is built from the parser's events, because the parser does not recurse and the bounds on
 * depth and on aliases can be checked before anything is built. An alias is a copy of the value of its anchor. A merge key
 * ({@code <<}) is not part of YAML 1.2, but it is resolved as other tools do: a key of the mapping itself wins, then the earlier
 * of the merged mappings.
 */
final class YamlTree {

    /** The most values of a document, each alias counted with all that it copies. */
    private static final int MOST_VALUES = 20_000;

    private static final String MERGE = "<<";
    private static final LoadSettings SETTINGS =
            LoadSettings.builder().setSchema(YamlScalars.SCHEMA).build();

    private final Iterator<Event> events;
    private final Map<Anchor, Anchored> anchors = new HashMap<>();
    private int values;

    /** Where the last event ended. */
    private @Nullable Mark reached;

    /** The value of an anchor, and how many values it consists of. */
    private record Anchored(JsonNode value, int size) {}

    private YamlTree(String text) {
        events = new Parse(SETTINGS).parseString(text).iterator();
    }

    static JsonNode read(String text) {
        YamlTree tree = new YamlTree(text);
        try {
            return tree.document();
        } catch (YamlEngineException e) {
            throw YamlSyntax.refusal(e, text);
        } catch (IllegalArgumentException e) {
            // snakeyaml-engine 3.0.1 lets this out for an escape that the text ends in, or of no character: "\\x or
            // "\\UFFFFFFFF".
            throw YamlSyntax.at(tree.reached, "after this, an escape in double quotes stands for no character");
        }
    }

    private Event next() {
        Event event = events.next();
        reached = event.getEndMark().orElse(reached);
        return event;
    }

    private JsonNode document() {
        next();
        Event first = next();
        if (first.getEventId() == Event.ID.StreamEnd) {
            throw new UnreadableSpec("the document is empty; send a spec as JSON or YAML");
        }
        JsonNode root = value(next(), 0);
        next();
        Event after = next();
        if (after.getEventId() != Event.ID.StreamEnd) {
            throw refusal(after, "a second document begins here; send one");
        }
        return root;
    }

    private JsonNode value(Event event, int depth) {
        if (depth > SpecText.MOST_DEPTH) {
            throw refusal(event, "at most %d mappings and lists may lie in each other".formatted(SpecText.MOST_DEPTH));
        }
        int before = values;
        count(event, 1);
        JsonNode value = switch (event) {
            case ScalarEvent scalar -> YamlScalars.value(scalar, text -> refusal(event, text));
            case MappingStartEvent mapping -> mapping(mapping, depth);
            case SequenceStartEvent sequence -> sequence(sequence, depth);
            case AliasEvent alias -> alias(alias);
            default -> throw refusal(event, "a value is missing here");
        };
        if (event instanceof NodeEvent node && !(event instanceof AliasEvent)) {
            node.getAnchor().ifPresent(anchor -> anchors.put(anchor, new Anchored(value, values - before)));
        }
        return value;
    }

    private void count(Event event, int more) {
        values += more;
        if (values > MOST_VALUES) {
            throw refusal(
                    event,
                    "the document has more than %d values, counting what aliases stand for; make it smaller"
                            .formatted(MOST_VALUES));
        }
    }

    private JsonNode alias(AliasEvent alias) {
        Anchored anchored = anchors.get(alias.getAlias());
        if (anchored == null) {
            String name = Fields.abbreviated(alias.getAlias().getValue());
            throw refusal(
                    alias,
                    "there is no anchor &%s before the alias *%s; write the value itself, or put it in quotes"
                            .formatted(name, name));
        }
        count(alias, anchored.size());
        return anchored.value().deepCopy();
    }

    private ArrayNode sequence(SequenceStartEvent start, int depth) {
        YamlScalars.refuseTag(start.getTag(), "seq", text -> refusal(start, text));
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        Event event = next();
        while (event.getEventId() != Event.ID.SequenceEnd) {
            list.add(value(event, depth + 1));
            event = next();
        }
        return list;
    }

    private ObjectNode mapping(MappingStartEvent start, int depth) {
        YamlScalars.refuseTag(start.getTag(), "map", text -> refusal(start, text));
        ObjectNode own = JsonNodeFactory.instance.objectNode();
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        Set<String> keys = new LinkedHashSet<>();
        Event event = next();
        while (event.getEventId() != Event.ID.MappingEnd) {
            String key = key(event);
            if (!keys.add(key)) {
                throw refusal(event, JsonTree.twice(key));
            }
            JsonNode value = value(next(), depth + 1);
            if (key.equals(MERGE) && event instanceof ScalarEvent scalar && scalar.isPlain()) {
                merge(event, value, merged);
            } else {
                own.set(key, value);
            }
            event = next();
        }
        merged.properties().forEach(entry -> own.putIfAbsent(entry.getKey(), entry.getValue()));
        return own;
    }

    private String key(Event event) {
        if (event instanceof ScalarEvent scalar && !scalar.getValue().isEmpty()) {
            count(event, 1);
            scalar.getAnchor()
                    .ifPresent(anchor -> anchors.put(
                            anchor, new Anchored(JsonNodeFactory.instance.stringNode(scalar.getValue()), 1)));
            return scalar.getValue();
        }
        throw refusal(event, "a key must be the name of a field");
    }

    private static void merge(Event event, JsonNode value, ObjectNode merged) {
        for (JsonNode source :
                value.isArray() ? value : JsonNodeFactory.instance.arrayNode().add(value)) {
            if (!source.isObject()) {
                throw refusal(event, "the merge key << takes a mapping or a list of mappings");
            }
            source.properties().forEach(entry -> merged.putIfAbsent(entry.getKey(), entry.getValue()));
        }
    }

    private static UnreadableSpec refusal(Event event, String message) {
        Optional<Mark> mark = event.getStartMark();
        return YamlSyntax.at(mark.orElse(null), message);
    }
}
