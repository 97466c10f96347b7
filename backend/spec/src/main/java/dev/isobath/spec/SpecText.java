package dev.isobath.spec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/**
 * Reads the text of a spec as a tree, and writes a tree as text. Both languages have the same bounds, and in both a key that stands twice is refused. {@link
 * SpecReader} checks the tree.
 */
public final class SpecText {

    /** The most collections that may lie in each other. A spec needs four. */
    static final int MOST_DEPTH = 50;

    /** The most digits of a number. */
    static final int LONGEST_NUMBER = 100;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private SpecText() {}

    /**
     * Reads JSON (RFC 8259) in UTF-8.
     *
     * @throws UnreadableSpec when the text is not exactly one JSON value
     */
    public static JsonNode json(byte[] utf8) {
        return JsonTree.read(text(utf8));
    }

    /**
     * Reads YAML 1.2 with the core schema, in UTF-8. Aliases and merge keys are resolved.
     *
     * @throws UnreadableSpec when the text is not exactly one document
     */
    public static JsonNode yaml(byte[] utf8) {
        return YamlTree.read(text(utf8));
    }

    /** Reads YAML as {@link #yaml(byte[])} does. */
    public static JsonNode yaml(String text) {
        return YamlTree.read(text);
    }

    /** Writes a tree as YAML 1.2 with the core schema. Reading the text gives an equal tree. */
    public static String toYaml(JsonNode tree) {
        return YamlText.write(tree);
    }

    private static String text(byte[] utf8) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            String content = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
            if (content.isBlank()) {
                throw new UnreadableSpec("the body is empty; send a spec as JSON or YAML");
            }
            return content;
        } catch (CharacterCodingException e) {
            throw new UnreadableSpec("the text is not UTF-8; save it as UTF-8");
        }
    }
}
