package dev.isobath.spec;

import java.util.HashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Reads one JSON value. The tokens are read twice: once to refuse what a tree would hide, and once for the tree. */
final class JsonTree {

    /** Our own bounds are checked first, and say where they are passed. */
    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNestingDepth(SpecText.MOST_DEPTH + 2)
            .maxNumberLength(Integer.MAX_VALUE)
            .build();

    private static final ObjectMapper MAPPER = JsonMapper.builder(
                    JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build())
            .build();

    private JsonTree() {}

    static JsonNode read(String text) {
        try (JsonParser parser = MAPPER.createParser(text)) {
            parser.nextToken();
            check(parser, 0);
            if (parser.nextToken() != null) {
                throw refusal(parser.currentTokenLocation(), "the spec ends before this; remove what follows");
            }
            return MAPPER.readTree(text);
        } catch (UnexpectedEndOfInputException e) {
            throw refusal(e.getLocation(), "the JSON ends too early; a bracket or a quotation mark is not closed");
        } catch (JacksonException e) {
            throw refusal(
                    e.getLocation(), "this is not JSON; check the quotation marks, commas and brackets before it");
        }
    }

    /** Passes over the value that the parser stands at, and refuses what is too deep or too long and a key that stands twice. */
    private static void check(JsonParser parser, int depth) {
        JsonToken token = parser.currentToken();
        if (depth > SpecText.MOST_DEPTH) {
            throw refusal(
                    parser.currentTokenLocation(),
                    "at most %d objects and lists may lie in each other".formatted(SpecText.MOST_DEPTH));
        }
        if (token == JsonToken.START_OBJECT) {
            Set<String> keys = new HashSet<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                if (!keys.add(key)) {
                    throw refusal(parser.currentTokenLocation(), twice(key));
                }
                parser.nextToken();
                check(parser, depth + 1);
            }
        } else if (token == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                check(parser, depth + 1);
            }
        } else if (token != null && token.isNumeric() && parser.getStringLength() > SpecText.LONGEST_NUMBER) {
            throw refusal(
                    parser.currentTokenLocation(),
                    "a number may have at most %d digits".formatted(SpecText.LONGEST_NUMBER));
        }
    }

    static String twice(String key) {
        return "the key '%s' stands twice; remove one".formatted(Fields.abbreviated(key));
    }

    private static UnreadableSpec refusal(TokenStreamLocation at, String message) {
        return UnreadableSpec.at(Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()), message);
    }
}
