package dev.isobath.server.problems;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON that people send, strictly: a field that is given twice is an error, and so is text after the end. */
public final class JsonText {

    private static final int MAX_DEPTH = 50;
    private static final int MAX_NUMBER_LENGTH = 100;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            .maxStringLength((int) BodySizeLimitFilter.MAX_DOCUMENT_BYTES)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonText() {}

    /**
     * Reads one JSON value.
     *
     * @throws BadRequestException when the text is empty or not JSON
     */
    public static JsonNode read(byte[] text) {
        try (JsonParser parser = MAPPER.createParser(text)) {
            JsonNode tree = MAPPER.readTree(parser);
            if (tree == null || tree.isMissingNode()) {
                throw BadRequestException.malformed("the body is empty; send JSON");
            }
            TokenStreamLocation end = parser.currentLocation();
            if (parser.nextToken() != null) {
                throw BadRequestException.malformed("there is more text after the end of the JSON" + at(end));
            }
            return tree;
        } catch (JacksonException e) {
            throw BadRequestException.malformed(describe(e));
        }
    }

    /** Returns what is wrong with a text that is not JSON, in our own words. */
    static String describe(JacksonException e) {
        String where = at(e.getLocation());
        if (e instanceof UnexpectedEndOfInputException) {
            return "the JSON ends too early" + where;
        }
        if (e instanceof StreamConstraintsException) {
            return "the JSON is nested more than %d deep, or has a number of more than %d digits"
                            .formatted(MAX_DEPTH, MAX_NUMBER_LENGTH)
                    + where;
        }
        if (String.valueOf(e.getOriginalMessage()).toLowerCase(Locale.ROOT).startsWith("duplicate")) {
            return "a field of the JSON is given twice" + where;
        }
        return "the body is not JSON" + where;
    }

    private static String at(@Nullable TokenStreamLocation at) {
        return at == null || at.getLineNr() < 1
                ? ""
                : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }
}
