package dev.isobath.server.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes documents that fit a schema, and puts strange values into them. */
final class BodyGenerator {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_DEPTH = 6;

    private final JsonNode description;
    private final Random random;

    BodyGenerator(JsonNode description, Random random) {
        this.description = description;
        this.random = random;
    }

    JsonNode fitting(JsonNode schema) {
        return fitting(schema, 0);
    }

    private JsonNode fitting(JsonNode schema, int depth) {
        if (schema.has("example")) {
            return schema.path("example").deepCopy();
        }
        if (schema.has("$ref")) {
            return fitting(description.at(schema.path("$ref").asString().substring(1)), depth + 1);
        }
        for (String alternatives : List.of("oneOf", "anyOf", "allOf")) {
            JsonNode all = schema.path(alternatives);
            if (!all.isEmpty()) {
                return fitting(all.get(random.nextInt(all.size())), depth + 1);
            }
        }
        JsonNode values = schema.path("enum");
        if (!values.isEmpty()) {
            return values.get(random.nextInt(values.size()));
        }
        JsonNode types = schema.path("type");
        String type = types.isArray() ? types.get(random.nextInt(types.size())).asString() : types.asString("object");
        return switch (depth > MAX_DEPTH ? "null" : type) {
            case "string" -> JSON.valueToTree(random.nextBoolean() ? "text" : StrangeValues.text(random));
            case "integer" -> JSON.valueToTree(random.nextInt(100));
            case "number" -> JSON.valueToTree(random.nextDouble());
            case "boolean" -> JSON.valueToTree(random.nextBoolean());
            case "array" -> {
                ArrayNode list = JSON.createArrayNode();
                for (int i = random.nextInt(3); i > 0; i--) {
                    list.add(fitting(schema.path("items"), depth + 1));
                }
                yield list;
            }
            case "object" -> {
                ObjectNode object = JSON.createObjectNode();
                for (Map.Entry<String, JsonNode> field :
                        schema.path("properties").properties()) {
                    if (random.nextInt(4) > 0) {
                        object.set(field.getKey(), fitting(field.getValue(), depth + 1));
                    }
                }
                yield object;
            }
            default -> JSON.nullNode();
        };
    }

    /** Replaces one value somewhere in a document. */
    JsonNode strange(JsonNode document) {
        List<Runnable> places = new ArrayList<>();
        collect(document, places);
        if (places.isEmpty() || random.nextInt(10) == 0) {
            return value();
        }
        places.get(random.nextInt(places.size())).run();
        return document;
    }

    private void collect(JsonNode node, List<Runnable> places) {
        if (node instanceof ObjectNode object) {
            places.add(() -> object.set(StrangeValues.text(random), value()));
            for (String name : List.copyOf(object.propertyNames())) {
                places.add(() -> object.set(name, value()));
                places.add(() -> object.remove(name));
                collect(object.get(name), places);
            }
        } else if (node instanceof ArrayNode list) {
            places.add(() -> list.add(value()));
            for (int i = 0; i < list.size(); i++) {
                int index = i;
                places.add(() -> list.set(index, value()));
                collect(list.get(i), places);
            }
        }
    }

    private JsonNode value() {
        return JSON.readTree(StrangeValues.json(random));
    }
}
