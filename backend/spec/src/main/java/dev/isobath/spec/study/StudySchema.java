package dev.isobath.spec.study;

import java.util.Arrays;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema of studies. It says which fields there are and of which type; what the specs of the members may hold is said by the
 * schema of specs.
 */
public final class StudySchema {

    private StudySchema() {}

    /** Returns the schema of a study as somebody writes it. */
    public static ObjectNode definition() {
        ObjectNode schema = object("A set of experiments made for one comparison.");
        ObjectNode properties = schema.putObject("properties");
        properties.set(
                "name",
                typed("string", "The name that people use for the study.")
                        .put("minLength", 1)
                        .put("maxLength", 100));
        properties.set(
                "question", typed("string", "What somebody wants to know.").put("maxLength", 2000));
        ObjectNode design = typed("string", "How the base is varied.");
        Arrays.stream(Design.Type.values()).map(Design.Type::text).forEach(design.putArray("enum")::add);
        properties.set("design", design);
        properties.set("base", typed("object", "The part of a spec that all experiments share."));
        properties.set("variants", list(variant(), "What is compared: merge patches on the base."));
        properties.set("seeds", list(typed("integer", "A seed."), "The seeds of each combination; [1] by default."));
        properties.set("budgets", list(typed("number", "Training FLOPs."), "The budgets of an isoFLOP study."));
        properties.set("sizes", sizes());
        properties.set("trunk", typed("boolean", "Whether the budgets of a size share one run up to its cool-down."));
        properties.set(
                "seedsAtBest",
                list(
                        typed("integer", "A seed."),
                        "The seeds that only the best size of each variant and budget gets."));
        properties.set("learningRates", list(typed("number", "A peak learning rate."), "The rates of a sweep."));
        properties.set("axes", typed("object", "The values of a grid, by path, for example training.beta1."));
        properties.set("count", typed("integer", "The number of random draws."));
        properties.set("drawSeed", typed("integer", "The source of random draws; 1 by default."));
        properties.set("draws", typed("object", "The lists and ranges of random draws, by path."));
        properties.set("changes", list(typed("object", "A merge patch on the base."), "The changes of a list."));
        properties.set("halving", halving());
        schema.putArray("required").add("name").add("design").add("base");
        return schema;
    }

    private static ObjectNode halving() {
        ObjectNode halving = object("Successive halving: only the best experiments go on at each rung.");
        ObjectNode properties = halving.putObject("properties");
        properties.set("at", list(typed("number", "A share of the steps."), "The rungs."));
        properties.set("keep", typed("number", "The share of the experiments that goes on; 0.5 by default."));
        halving.putArray("required").add("at");
        return halving;
    }

    private static ObjectNode variant() {
        ObjectNode variant = object("One of the things that are compared.");
        ObjectNode properties = variant.putObject("properties");
        properties.set("name", typed("string", "The name in tables and charts."));
        properties.set("change", typed("object", "A merge patch on the base."));
        variant.putArray("required").add("name").add("change");
        return variant;
    }

    private static ObjectNode sizes() {
        ObjectNode sizes = JsonNodeFactory.instance.objectNode();
        sizes.put("description", "The sizes of an isoFLOP study.");
        sizes.putArray("oneOf").add(list(size(), "Sizes one by one.")).add(rule());
        return sizes;
    }

    private static ObjectNode size() {
        ObjectNode size = object("A size.");
        ObjectNode properties = size.putObject("properties");
        properties.set("layers", typed("integer", "The number of blocks."));
        properties.set("width", typed("integer", "The model width."));
        properties.set("heads", typed("integer", "The number of attention heads."));
        size.putArray("required").add("layers").add("width").add("heads");
        return size;
    }

    private static ObjectNode rule() {
        ObjectNode rule = object("Sizes by a rule.");
        ObjectNode properties = rule.putObject("properties");
        properties.set("widths", list(typed("integer", "A width."), "The widths."));
        properties.set("headWidth", typed("integer", "The width of a head; 32 by default."));
        properties.set("widthPerLayer", typed("number", "The width for each layer; 32 by default."));
        properties.set("layerStep", typed("integer", "What the layers are a multiple of; 2 by default."));
        rule.putArray("required").add("widths");
        return rule;
    }

    private static ObjectNode object(String description) {
        return typed("object", description).put("additionalProperties", false);
    }

    private static ObjectNode list(ObjectNode entries, String description) {
        ObjectNode list = typed("array", description);
        list.set("items", entries);
        return list;
    }

    private static ObjectNode typed(String type, String description) {
        return JsonNodeFactory.instance.objectNode().put("type", type).put("description", description);
    }
}
