package dev.isobath.server.studies;

import dev.isobath.server.experiments.SpecParser;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.FieldError;
import dev.isobath.spec.InvalidSpec;
import dev.isobath.spec.study.StudyReader;
import dev.isobath.spec.study.StudySpec;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads the documents that describe studies, and adds to them. */
final class StudyDocument {

    /** The lists that a study can grow by. A list of sizes grows; sizes by a rule grow by widths. */
    private static final Set<String> GROWING =
            Set.of("seeds", "seedsAtBest", "variants", "budgets", "sizes", "widths", "learningRates", "changes");

    private StudyDocument() {}

    /** Reads a study and refuses it with an error for each invalid field. */
    static StudySpec read(JsonNode tree) {
        try {
            return StudyReader.read(tree);
        } catch (InvalidSpec e) {
            throw SpecParser.invalid(e.violations());
        }
    }

    /** Returns the document with the additions of a stored study. */
    static JsonNode grown(StudyRow study) {
        JsonNode document = study.document();
        for (StudyRow.Addition addition : study.additions()) {
            document = grown(document, addition.entries());
        }
        return document;
    }

    /**
     * Checks that entries can be added to a study.
     *
     * @throws BadRequestException when they are not lists that a study grows by
     */
    static void check(JsonNode entries) {
        if (!entries.isObject() || entries.isEmpty()) {
            throw BadRequestException.invalid(
                    "", "must be an object with lists to add to, for example {\"seeds\": [4, 5]}");
        }
        List<FieldError> errors = entries.properties().stream()
                .filter(added ->
                        !GROWING.contains(added.getKey()) || !added.getValue().isArray())
                .map(added -> new FieldError(
                        "/" + added.getKey().replace("~", "~0").replace("/", "~1"),
                        "is not one of the lists "
                                + String.join(", ", GROWING.stream().sorted().toList())
                                + ", to which entries can be added"))
                .toList();
        if (!errors.isEmpty()) {
            throw BadRequestException.invalid(errors);
        }
    }

    /**
     * Returns the document with checked entries added to its lists. The result may be no valid study; {@link #read} says so.
     *
     * @throws BadRequestException for widths of a study that lists its sizes, and for sizes of one that makes them of widths
     */
    static JsonNode grown(JsonNode document, JsonNode entries) {
        ObjectNode grown = document.deepCopy().asObject();
        if (entries.has("widths") && !grown.path("sizes").isObject()) {
            throw BadRequestException.invalid(
                    "/widths", "are not what the sizes of this study are made of; add to sizes");
        }
        if (entries.has("sizes") && grown.path("sizes").isObject()) {
            throw BadRequestException.invalid("/sizes", "are made of widths by a rule in this study; add to widths");
        }
        for (var added : entries.properties()) {
            String name = added.getKey();
            ObjectNode parent = name.equals("widths") ? grown.withObject("/sizes") : grown;
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            if (parent.path(name) instanceof ArrayNode before) {
                list.addAll(before);
            } else if (name.equals("seeds")) {
                list.add(1);
            }
            list.addAll((ArrayNode) added.getValue());
            parent.set(name, list);
        }
        return grown;
    }
}
