package dev.isobath.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rules between fields of one object that a JSON Schema can say. Those of {@link SpecField.Belonging} are made from the list of
 * fields; the others stand here, and {@code SpecConditionsTest} holds them to what {@link SpecReader} refuses. A field that is null
 * is absent for every rule.
 */
final class SpecConditions {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Set<SpecField> fields;
    private final List<ObjectNode> conditions = new ArrayList<>();

    private SpecConditions(List<SpecField> fields) {
        this.fields = Set.copyOf(fields);
    }

    /** Returns the rules of an object with these fields. The object is valid if all of them are. */
    static List<ObjectNode> of(List<SpecField> fields) {
        SpecConditions rules = new SpecConditions(fields);
        rules.belongings();
        rules.routing();
        rules.others();
        return rules.conditions;
    }

    /** Adds for each value that fields belong to: without the value there are no such fields. */
    private void belongings() {
        fields.stream()
                .flatMap(field -> field.belonging().stream())
                .distinct()
                .sorted((one, other) -> one.words("").compareTo(other.words("")))
                .forEach(belonging -> {
                    SpecField[] belong = Arrays.stream(SpecField.values())
                            .filter(fields::contains)
                            .filter(field ->
                                    field.belonging().filter(belonging::equals).isPresent())
                            .toArray(SpecField[]::new);
                    ObjectNode condition = NODES.objectNode();
                    condition.set(
                            "if",
                            with(
                                    belonging.to(),
                                    value ->
                                            value.put("const", belonging.value().text())));
                    condition.set("else", without(belong));
                    conditions.add(condition);
                });
    }

    private void routing() {
        if (!fields.contains(SpecField.CAPACITY)) {
            return;
        }
        add(
                with(
                        SpecField.CAUSAL,
                        value -> value.putArray("enum")
                                .add(Routing.CausalMethod.AUXILIARY.text())
                                .add(Routing.CausalMethod.PREDICTOR.text())),
                orNone(SpecField.SCHEME, Routing.Scheme.EXPERT_CHOICE));
        add(
                with(SpecField.CAPACITY, value -> value.put("type", "array")),
                without(SpecField.ROUTE_EVERY, SpecField.ROUTE_OFFSET, SpecField.ROUTED_LAYERS));
        add(
                with(SpecField.ROUTED_LAYERS, value -> value.put("type", "array")),
                without(SpecField.ROUTE_EVERY, SpecField.ROUTE_OFFSET));
        add(
                with(SpecField.SCHEME, value -> value.put("const", Routing.Scheme.TOKEN_CHOICE.text())),
                properties(SpecField.CAPACITY, value -> {
                    ObjectNode whole = value.putObject("not");
                    whole.putArray("anyOf").addObject().put("const", 1);
                    whole.withArray("/anyOf")
                            .addObject()
                            .put("type", "array")
                            .putObject("contains")
                            .put("const", 1);
                }));
    }

    private void others() {
        if (fields.contains(SpecField.EXPERT_SHARES)) {
            add(
                    with(SpecField.EXPERT_SHARES, value -> value.put("const", Experts.Shares.RENORMALISED.text())),
                    with(SpecField.TOP_M, value -> value.put("type", "integer").put("minimum", 2)));
        }
        if (fields.contains(SpecField.NO_OP_SHARE)) {
            add(
                    with(SpecField.NO_OP_RATE, value -> value.put("type", "number")),
                    with(SpecField.NO_OP_SHARE, value -> value.put("type", "number")));
            add(
                    with(SpecField.NO_OP_SHARE, value -> value.put("type", "number")),
                    properties(
                            SpecField.EXPERT_BALANCE_WEIGHT,
                            value -> value.putArray("enum").add(0).addNull()));
        }
        if (fields.contains(SpecField.VOCABULARY)) {
            add(
                    properties(
                            SpecField.TOKENIZER,
                            value -> value.putArray("enum")
                                    .add(new Tokenizer.Bytes().text())
                                    .add(new Tokenizer.Gpt2().text())
                                    .addNull()),
                    without(SpecField.VOCABULARY));
        }
        if (fields.contains(SpecField.EVALUATION_BATCHES)) {
            add(
                    with(SpecField.EVALUATION_BATCHES, value -> value.put("type", "integer")),
                    without(SpecField.EVALUATION_TOKENS));
        }
        if (fields.contains(SpecField.RATE_SCHEDULE)) {
            add(
                    with(SpecField.RATE_SCHEDULE, value -> value.put("const", RateSchedule.CONSTANT.text())),
                    properties(
                            SpecField.FINAL_LEARNING_RATE,
                            value -> value.putArray("enum").add(1).addNull()));
        }
        for (SpecField base : List.of(SpecField.BASE_WIDTH, SpecField.BASE_HEADS)) {
            if (fields.contains(base)) {
                add(
                        with(base, value -> value.put("type", "integer")),
                        with(
                                SpecField.PARAMETRIZATION,
                                value -> value.putArray("enum")
                                        .add(Parametrization.Rule.MUP.text())
                                        .add(Parametrization.Rule.COMPLETEP.text())));
            }
        }
        if (fields.contains(SpecField.DETERMINISTIC)) {
            add(with(SpecField.DETERMINISTIC, value -> value.put("const", true)), orNone(SpecField.DEVICE, Device.CPU));
        }
    }

    private void add(ObjectNode when, ObjectNode then) {
        ObjectNode condition = NODES.objectNode();
        condition.set("if", when);
        condition.set("then", then);
        conditions.add(condition);
    }

    /** The field has such a value, if it is there. */
    private static ObjectNode properties(SpecField field, Consumer<ObjectNode> value) {
        ObjectNode schema = NODES.objectNode();
        value.accept(schema.putObject("properties").putObject(field.key()));
        return schema;
    }

    /** The field is there and has such a value. */
    private static ObjectNode with(SpecField field, Consumer<ObjectNode> value) {
        ObjectNode schema = properties(field, value);
        schema.putArray("required").add(field.key());
        return schema;
    }

    /** The field has this value, which is its default, or is absent. */
    private static ObjectNode orNone(SpecField field, Named value) {
        return properties(
                field, schema -> schema.putArray("enum").add(value.text()).addNull());
    }

    private static ObjectNode without(SpecField... absent) {
        ObjectNode schema = NODES.objectNode();
        ObjectNode properties = schema.putObject("properties");
        for (SpecField field : absent) {
            properties.putObject(field.key()).put("type", "null");
        }
        return schema;
    }
}
