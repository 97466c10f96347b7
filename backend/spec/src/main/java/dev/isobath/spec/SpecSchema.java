package dev.isobath.spec;

import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the JSON Schema of a spec (draft 2020-12) from the list of its fields. Every spec that {@link SpecReader} accepts is
 * valid by it. The reader refuses more, because some fields depend on others in ways that a schema cannot say.
 */
public final class SpecSchema {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private final Form form;

    private SpecSchema(Form form) {
        this.form = form;
    }

    private enum Form {
        /** What people write: fields with a default may be absent or null, and rules between fields are checked. */
        SHORT,
        /** The same without the rules between fields, of which generators of clients make nothing. */
        SHORT_WITHOUT_RULES,
        /** What {@link SpecWriter} writes: no field is null, and fields with a default are there. */
        CANONICAL
    }

    /** Returns the schema of what people write, as a document of its own. */
    public static ObjectNode document() {
        ObjectNode document = NODES.objectNode();
        document.put("$schema", DIALECT);
        document.put("title", "Experiment spec of Isobath");
        document.setAll(new SpecSchema(Form.SHORT).spec());
        return document;
    }

    /** Returns the schema of what people write as a part of an API description, with the types of all fields. */
    public static ObjectNode definition() {
        return new SpecSchema(Form.SHORT_WITHOUT_RULES).spec();
    }

    /** Returns the schema of what {@link SpecWriter} writes as a part of an API description. */
    public static ObjectNode canonical() {
        return new SpecSchema(Form.CANONICAL).spec();
    }

    private ObjectNode spec() {
        return object(SpecField.Part.SPEC.fields());
    }

    private ObjectNode object(List<SpecField> fields) {
        ObjectNode schema = NODES.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        fields.forEach(field -> properties.set(field.key(), property(field)));
        ArrayNode required = schema.putArray("required");
        fields.stream().filter(this::required).map(SpecField::key).forEach(required::add);
        if (required.isEmpty()) {
            schema.remove("required");
        }
        schema.put("additionalProperties", false);
        if (form == Form.SHORT) {
            List<ObjectNode> rules = SpecConditions.of(fields);
            if (!rules.isEmpty()) {
                schema.putArray("allOf").addAll(rules);
            }
        }
        return schema;
    }

    private boolean required(SpecField field) {
        return switch (form) {
            case SHORT, SHORT_WITHOUT_RULES -> field.required();
            case CANONICAL -> SpecWriter.alwaysWrites(field);
        };
    }

    private ObjectNode property(SpecField field) {
        ObjectNode schema = form(field);
        schema.put("description", field.meaning());
        if (form == Form.CANONICAL) {
            return schema;
        }
        if (!field.required()) {
            allowNull(schema);
        }
        if (field.otherwise() instanceof SpecField.Otherwise.Value(Object value)) {
            switch (value) {
                case Long whole -> schema.put("default", whole);
                case Double number -> schema.put("default", number);
                case Boolean flag -> schema.put("default", flag);
                case Named named -> schema.put("default", named.text());
                default -> schema.put("default", value.toString());
            }
        }
        return schema;
    }

    /** A field that is null has its default, as if it were absent. */
    private static void allowNull(ObjectNode schema) {
        if (schema.path("anyOf") instanceof ArrayNode forms) {
            forms.addObject().put("type", "null");
            return;
        }
        String type = schema.path("type").asString();
        schema.putArray("type").add(type).add("null");
        if (schema.path("enum") instanceof ArrayNode names) {
            names.addNull();
        }
    }

    private ObjectNode form(SpecField field) {
        ObjectNode schema = NODES.objectNode();
        return switch (field.form()) {
            case SpecField.Form.Text(int longest) ->
                schema.put("type", "string").put("minLength", 1).put("maxLength", longest);
            case SpecField.Form.Whole(long least, long most) ->
                schema.put("type", "integer").put("minimum", least).put("maximum", most);
            case SpecField.Form.Real(Range range) -> number(range);
            case SpecField.Form.Flag() -> schema.put("type", "boolean");
            case SpecField.Form.Choice choice -> {
                ArrayNode names = schema.put("type", "string").putArray("enum");
                choice.names().forEach(names::add);
                yield schema;
            }
            case SpecField.Form.Capacities(Range share) -> capacities(share);
            case SpecField.Form.Blocks(int last) -> {
                schema.put("type", "array").put("minItems", 1).put("uniqueItems", true);
                schema.putObject("items")
                        .put("type", "integer")
                        .put("minimum", 0)
                        .put("maximum", last);
                yield schema;
            }
            case SpecField.Form.Nested(SpecField.Part part) -> nested(part);
        };
    }

    private static ObjectNode number(Range range) {
        return NODES.objectNode()
                .put("type", "number")
                .put(range.leastIncluded() ? "minimum" : "exclusiveMinimum", range.least())
                .put(range.mostIncluded() ? "maximum" : "exclusiveMaximum", range.most());
    }

    private ObjectNode capacities(Range share) {
        ObjectNode schema = NODES.objectNode();
        ArrayNode forms = schema.putArray("anyOf");
        forms.add(number(share)).add(object(SpecField.Part.CAPACITY.fields()));
        ObjectNode list = forms.addObject().put("type", "array").put("minItems", 1);
        if (form == Form.SHORT) {
            // A list of nulls alone routes no block.
            list.putObject("contains").putArray("type").add("number").add("object");
        }
        list.putObject("items")
                .putArray("anyOf")
                .add(number(share))
                .add(object(SpecField.Part.CAPACITY.fields()))
                .addObject()
                .put("type", "null");
        return schema;
    }

    private ObjectNode nested(SpecField.Part part) {
        return switch (part) {
            case SHAPE -> architectures();
            case BUDGET -> budget();
            case SPEC, ROUTING, EXPERTS, NO_OPS, CAPACITY, SCHEDULE, DATA, TRAINING, START -> object(part.fields());
        };
    }

    /** An object for each kind, told apart by its field {@code kind}. */
    private ObjectNode architectures() {
        ObjectNode schema = NODES.objectNode();
        ArrayNode kinds = schema.putArray("oneOf");
        for (Kind kind : Kind.values()) {
            ObjectNode own = object(fieldsOf(kind));
            own.put("title", kind.text());
            own.withObject("/properties/kind").remove("enum");
            own.withObject("/properties/kind").put("const", kind.text());
            kinds.add(own);
        }
        return schema;
    }

    /** Returns the fields of an architecture of {@code kind}. */
    static List<SpecField> fieldsOf(Kind kind) {
        return Arrays.stream(SpecField.Part.values())
                .filter(part -> part.kinds().contains(kind))
                .flatMap(part -> part.fields().stream())
                .toList();
    }

    /** Exactly one of the fields is given. One that is null is not. */
    private ObjectNode budget() {
        List<SpecField> fields = SpecField.Part.BUDGET.fields();
        ObjectNode schema = object(fields);
        ArrayNode choices = schema.putArray("oneOf");
        for (SpecField field : fields) {
            ObjectNode choice = choices.addObject();
            choice.putArray("required").add(field.key());
            choice.putObject("properties").putObject(field.key()).put("type", "number");
        }
        return schema;
    }
}
