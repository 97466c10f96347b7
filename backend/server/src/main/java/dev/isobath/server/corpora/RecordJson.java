package dev.isobath.server.corpora;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** JSON as records are written in. NaN and Infinity, which Python writes, are allowed in fields that are not read. */
final class RecordJson {

    /** The most characters of a text, which is held in memory. */
    static final int MAX_TEXT_CHARACTERS = 1 << 25;

    private static final int MAX_DEPTH = 500;
    private static final int MAX_NAME_OR_NUMBER_CHARACTERS = 1 << 20;

    /** Names are not canonicalised because the table of all names of a file would grow with the file. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MAX_TEXT_CHARACTERS)
                    .maxNameLength(MAX_NAME_OR_NUMBER_CHARACTERS)
                    .maxNumberLength(MAX_NAME_OR_NUMBER_CHARACTERS)
                    .maxNestingDepth(MAX_DEPTH)
                    .build())
            .build();

    private RecordJson() {}

    /** Returns a text for users that says why something is not JSON, without the place. */
    static String describe(JacksonException broken) {
        if (isCutOff(broken)) {
            return "ends in the middle of a record";
        }
        return broken instanceof StreamConstraintsException
                ? "is nested more than %d levels deep, or has a text of more than %d characters, or a name or number of more than %d"
                        .formatted(MAX_DEPTH, MAX_TEXT_CHARACTERS, MAX_NAME_OR_NUMBER_CHARACTERS)
                : "is not JSON";
    }

    /** Returns whether the JSON ends too early. After a comma, only the message of Jackson's exception says so. */
    static boolean isCutOff(JacksonException broken) {
        return broken instanceof UnexpectedEndOfInputException
                || broken.getOriginalMessage().startsWith("Unexpected end-of-input");
    }

    /** Returns the column of an error, counted from 1. */
    static int column(JacksonException broken) {
        TokenStreamLocation location = broken.getLocation();
        return location == null ? 1 : Math.max(location.getColumnNr(), 1);
    }
}
