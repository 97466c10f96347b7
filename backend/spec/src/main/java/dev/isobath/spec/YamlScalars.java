package dev.isobath.spec;

import java.math.BigInteger;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import org.snakeyaml.engine.v2.schema.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Turns scalars into values by the core schema (YAML 1.2.2, section 10.3). */
final class YamlScalars {

    static final Schema SCHEMA = new CoreSchema();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private YamlScalars() {}

    static JsonNode value(ScalarEvent event, Function<String, UnreadableSpec> refusal) {
        String text = event.getValue();
        Tag plain = SCHEMA.getScalarResolver().resolve(text, true);
        Tag tag = event.getTag()
                .map(YamlScalars::specific)
                .orElseGet(() -> event.getImplicit().canOmitTagInPlainScalar() ? plain : Tag.STR);
        if (tag.equals(Tag.STR) || tag.equals(Tag.MERGE)) {
            return NODES.stringNode(text);
        }
        if (!tag.equals(Tag.NULL) && !tag.equals(Tag.BOOL) && !tag.equals(Tag.INT) && !tag.equals(Tag.FLOAT)) {
            throw refusal.apply(unknown(tag.getValue()));
        }
        if (!tag.equals(plain) && !(tag.equals(Tag.FLOAT) && plain.equals(Tag.INT))) {
            throw refusal.apply("'%s' has the tag !!%s but is not written as one; remove the tag"
                    .formatted(Fields.abbreviated(text), tag.getValue().substring(Tag.PREFIX.length())));
        }
        if (text.length() > SpecText.LONGEST_NUMBER) {
            throw refusal.apply("a number may have at most %d digits".formatted(SpecText.LONGEST_NUMBER));
        }
        return node(constructed(tag, text));
    }

    private static Object constructed(Tag tag, String text) {
        ConstructNode constructor =
                Objects.requireNonNull(SCHEMA.getSchemaTagConstructors().get(tag));
        return Optional.ofNullable(constructor.construct(new ScalarNode(tag, text, ScalarStyle.PLAIN)))
                .orElse(NODES.nullNode());
    }

    private static JsonNode node(Object value) {
        return switch (value) {
            case JsonNode node -> node;
            case Boolean flag -> NODES.booleanNode(flag);
            case Integer whole -> NODES.numberNode(whole);
            case Long whole -> NODES.numberNode(whole);
            case BigInteger whole -> NODES.numberNode(whole);
            case Number number -> NODES.numberNode(number.doubleValue());
            default -> NODES.stringNode(value.toString());
        };
    }

    /** The tag "!" says that a scalar is text. */
    private static Tag specific(String tag) {
        return tag.equals("!") ? Tag.STR : new Tag(tag);
    }

    /** Refuses a collection whose tag is not the one that it has without a tag. */
    static void refuseTag(Optional<String> tag, String own, Function<String, UnreadableSpec> refusal) {
        tag.filter(name -> !name.equals("!") && !name.equals(Tag.PREFIX + own)).ifPresent(name -> {
            throw refusal.apply(unknown(name));
        });
    }

    private static String unknown(String tag) {
        return "the tag %s has no meaning in a spec; remove it".formatted(Fields.abbreviated(tag));
    }
}
