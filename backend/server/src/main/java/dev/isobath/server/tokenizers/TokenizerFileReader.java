package dev.isobath.server.tokenizers;

import dev.isobath.server.problems.BadRequestException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** Reads a {@code tokenizer.json} token by token and keeps the numbers and digests of its tokens only. */
final class TokenizerFileReader {

    static final int MAX_DEPTH = 64;
    /** A vocabulary of the largest size takes two of these for each token, and its merges four each. */
    static final long MAX_VALUES = 16_000_000;

    static final int MAX_TEXT_LENGTH = 8 << 20;

    private static final List<String> MODELS = List.of("BPE", "WordPiece", "WordLevel", "Unigram");
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxTokenCount(MAX_VALUES)
                    .maxStringLength(MAX_TEXT_LENGTH)
                    .build())
            // The table of names would hold every token of the vocabulary.
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    private final String pointer;
    private final BitSet ids = new BitSet();
    private final TokenDigests tokens = new TokenDigests();
    private final Set<String> fields = new HashSet<>();
    private @Nullable JsonToken vocabulary;
    private @Nullable JsonToken merges;
    private @Nullable String type;
    private @Nullable String unknownToken;
    private @Nullable Integer unknownId;
    private boolean hasUnknownId;
    private String prefix = "";
    private int largest = -1;

    TokenizerFileReader(String pointer) {
        this.pointer = pointer;
    }

    private BadRequestException error(String at, String how) {
        return BadRequestException.invalid(pointer + at, how);
    }

    /** Reads everything but the merges. */
    void readTables(InputStream file) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), file)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw error("", noModel());
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                switch (name) {
                    case "model" -> {
                        checkOnce("/model");
                        if (value != JsonToken.START_OBJECT) {
                            throw error("/model", noModel());
                        }
                        readModel(json);
                    }
                    case "added_tokens" -> readAddedTokens(json);
                    default -> json.skipChildren();
                }
            }
            if (json.nextToken() != null) {
                throw error("", "has more after the end of its object");
            }
        }
        if (!fields.contains("/model")) {
            throw error("/model", noModel());
        }
        checkModel();
    }

    private static String noModel() {
        return "is missing; a tokenizer.json of Hugging Face's tokenizers has an object 'model' with the tokens in it";
    }

    private void checkOnce(String field) {
        if (!fields.add(field)) {
            throw error(field, "is there twice");
        }
    }

    private void readModel(JsonParser json) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            String text = value == JsonToken.VALUE_STRING ? json.getString() : null;
            switch (name) {
                case "type" -> type = text == null ? "" : text;
                case "unk_token" -> unknownToken = text;
                case "continuing_subword_prefix" -> prefix = text == null ? "" : text;
                case "unk_id" -> {
                    hasUnknownId = value != JsonToken.VALUE_NULL;
                    unknownId = value == JsonToken.VALUE_NUMBER_INT && isInt(json) ? json.getIntValue() : null;
                    json.skipChildren();
                }
                case "merges" -> {
                    checkOnce("/model/merges");
                    merges = value;
                    json.skipChildren();
                }
                case "vocab" -> {
                    checkOnce("/model/vocab");
                    vocabulary = value;
                    readVocabulary(json);
                }
                default -> json.skipChildren();
            }
        }
    }

    private void readVocabulary(JsonParser json) {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String token = json.currentName();
                String at = "/model/vocab/" + escaped(token);
                json.nextToken();
                int id = parseId(at, json);
                if (ids.get(id)) {
                    throw error(at, "is " + id + ", the number of another token");
                }
                ids.set(id);
                tokens.add(token);
            }
        } else if (json.currentToken() == JsonToken.START_ARRAY) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                int id = largest + 1;
                String at = "/model/vocab/" + id;
                if (!isTokenWithScore(json)) {
                    throw error(at, "must be a token and its score, such as [\"the\", -3.5]");
                }
                recordId(at, id);
                ids.set(id);
            }
        }
    }

    /** Goes to the end of the value. */
    private static boolean isTokenWithScore(JsonParser json) {
        return json.currentToken() == JsonToken.START_ARRAY
                && json.nextToken() == JsonToken.VALUE_STRING
                && json.nextToken().isNumeric()
                && json.nextToken() == JsonToken.END_ARRAY;
    }

    private void readAddedTokens(JsonParser json) {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw error("/added_tokens", "must be a list");
        }
        for (int index = 0; json.nextToken() != JsonToken.END_ARRAY; index++) {
            readAddedToken(json, "/added_tokens/" + index);
        }
    }

    private void readAddedToken(JsonParser json, String at) {
        boolean hasContent = false;
        boolean hasId = false;
        if (json.currentToken() == JsonToken.START_OBJECT) {
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("content")) {
                    hasContent = value == JsonToken.VALUE_STRING;
                } else if (name.equals("id")) {
                    parseId(at + "/id", json);
                    hasId = true;
                }
                json.skipChildren();
            }
        }
        if (!hasContent) {
            throw error(at + "/content", "must be the text of the token");
        }
        if (!hasId) {
            throw error(at + "/id", "must be a whole number");
        }
    }

    private void checkModel() {
        if (type == null && merges != null) {
            // Older files have no type.
            type = "BPE";
        }
        if (type == null || !MODELS.contains(type)) {
            throw error("/model/type", "must be one of " + String.join(", ", MODELS));
        }
        boolean unigram = type.equals("Unigram");
        if (vocabulary != (unigram ? JsonToken.START_ARRAY : JsonToken.START_OBJECT)) {
            throw error(
                    "/model/vocab",
                    unigram
                            ? "must be a list of tokens, each with its score"
                            : "must be an object with a number for each token");
        }
        switch (type) {
            case "Unigram" -> checkUnknownId();
            case "BPE" -> {
                if (merges != JsonToken.START_ARRAY) {
                    throw error("/model/merges", "must be a list of pairs of tokens");
                }
            }
            default -> {
                if (unknownToken == null || !tokens.contains(unknownToken)) {
                    throw error("/model/unk_token", "must be a token of the vocabulary, for words that are not");
                }
            }
        }
        if (largest < 1) {
            throw error("/model/vocab", "has fewer than two tokens");
        }
    }

    private void checkUnknownId() {
        if (!hasUnknownId) {
            throw error(
                    "/model/unk_id",
                    "is missing; without the number of a token for unknown characters, Unigram cannot encode a text that has one");
        }
        if (unknownId == null || unknownId < 0 || !ids.get(unknownId)) {
            throw error("/model/unk_id", "is not the number of a token");
        }
    }

    /** Checks that the vocabulary has all tokens that the merges name. */
    void checkMerges(InputStream file) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), file)) {
            json.nextToken();
            enter(json, "model");
            enter(json, "merges");
            for (int index = 0; json.nextToken() != JsonToken.END_ARRAY; index++) {
                checkMerge(json, "/model/merges/" + index);
            }
        }
    }

    /** Goes to the value of a field that the object has. */
    private static void enter(JsonParser json, String field) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean found = json.currentName().equals(field);
            json.nextToken();
            if (found) {
                return;
            }
            json.skipChildren();
        }
        throw new IllegalStateException("the file was there with " + field + " when it was read before");
    }

    private void checkMerge(JsonParser json, String at) {
        List<String> pair = pair(json);
        if (pair.size() != 2) {
            throw error(at, "must be a pair of tokens, such as [\"t\", \"he\"] or \"t he\"");
        }
        String second = pair.get(1);
        String whole = pair.get(0) + (second.startsWith(prefix) ? second.substring(prefix.length()) : second);
        for (String token : List.of(pair.get(0), second, whole)) {
            if (!tokens.contains(token)) {
                throw error(at, "needs token '" + token + "', which is not in the vocabulary");
            }
        }
    }

    /** Returns the two texts of a merge; a list of any other size when it is no pair. */
    private static List<String> pair(JsonParser json) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return List.of(json.getString().split(" ", 3));
        }
        List<String> pair = new ArrayList<>();
        if (json.currentToken() == JsonToken.START_ARRAY) {
            while (pair.size() < 3 && json.nextToken() == JsonToken.VALUE_STRING) {
                pair.add(json.getString());
            }
            return json.currentToken() == JsonToken.END_ARRAY ? pair : List.of();
        }
        return pair;
    }

    private int parseId(String at, JsonParser json) {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT || !isInt(json)) {
            throw error(at, "must be a whole number");
        }
        recordId(at, json.getIntValue());
        return json.getIntValue();
    }

    private static boolean isInt(JsonParser json) {
        return json.getNumberType() == JsonParser.NumberType.INT;
    }

    private void recordId(String at, int id) {
        if (id < 0 || id >= TokenizerFile.MAX_TOKENS) {
            throw error(at, "is " + id + "; token numbers lie between 0 and " + (TokenizerFile.MAX_TOKENS - 1));
        }
        largest = Math.max(largest, id);
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    String type() {
        return String.valueOf(type);
    }

    /** Returns what was read, once it is checked. */
    TokenizerFile file() {
        return new TokenizerFile(type(), largest + 1);
    }
}
