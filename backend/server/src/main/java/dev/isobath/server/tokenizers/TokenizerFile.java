package dev.isobath.server.tokenizers;

import dev.isobath.server.problems.BadRequestException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The properties of a {@code tokenizer.json} of Hugging Face's library. The server does not run the tokenizer. It checks the
 * tables of the file as the library does, so that a bad file is refused when it is uploaded and not when an experiment starts.
 *
 * @param model the algorithm
 * @param vocabulary one more than the largest token number
 */
record TokenizerFile(String model, int vocabulary) {

    static final int MAX_TOKENS = 1 << 20;
    private static final List<String> MODELS = List.of("BPE", "WordPiece", "WordLevel", "Unigram");
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Reads and checks a file.
     *
     * @param pointer the JSON pointer of the file in the request
     * @throws BadRequestException when the file is not a valid tokenizer
     */
    static TokenizerFile read(byte[] file, String pointer) {
        JsonNode tree;
        try {
            tree = JSON.readTree(file);
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            throw BadRequestException.invalid(
                    pointer,
                    "is not JSON%s: %s"
                            .formatted(
                                    at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr(),
                                    e.getOriginalMessage().lines().findFirst().orElse("")));
        }
        return new Parser(pointer).read(tree);
    }

    private static final class Parser {
        private final String pointer;
        private final Set<Integer> ids = new HashSet<>();
        private int largest = -1;

        private Parser(String pointer) {
            this.pointer = pointer;
        }

        private BadRequestException wrong(String at, String how) {
            return BadRequestException.invalid(pointer + at, how);
        }

        private TokenizerFile read(JsonNode tree) {
            JsonNode model = tree.path("model");
            if (!model.isObject()) {
                throw wrong(
                        tree.isObject() ? "/model" : "",
                        "is missing; a tokenizer.json of Hugging Face's tokenizers has an object 'model' with the tokens in it");
            }
            String type = type(model);
            if (type.equals("Unigram")) {
                unigram(model);
            } else {
                vocabulary(model);
            }
            switch (type) {
                case "BPE" -> merges(model);
                case "WordPiece", "WordLevel" -> unknownToken(model);
                default -> {}
            }
            addedTokens(tree.path("added_tokens"));
            if (largest < 1) {
                throw wrong("/model/vocab", "has fewer than two tokens");
            }
            return new TokenizerFile(type, largest + 1);
        }

        private String type(JsonNode model) {
            JsonNode type = model.path("type");
            if (type.isMissingNode() && model.has("merges")) {
                // Older files have no type.
                return "BPE";
            }
            if (!MODELS.contains(type.asString(""))) {
                throw wrong("/model/type", "must be one of " + String.join(", ", MODELS));
            }
            return type.asString();
        }

        private void vocabulary(JsonNode model) {
            JsonNode vocabulary = model.path("vocab");
            if (!vocabulary.isObject()) {
                throw wrong("/model/vocab", "must be an object with a number for each token");
            }
            for (Map.Entry<String, JsonNode> token : vocabulary.properties()) {
                String at = "/model/vocab/" + escaped(token.getKey());
                if (!ids.add(parseId(at, token.getValue()))) {
                    throw wrong(at, "is " + token.getValue().asInt() + ", the number of another token");
                }
            }
        }

        private void unigram(JsonNode model) {
            JsonNode vocabulary = model.path("vocab");
            if (!vocabulary.isArray()) {
                throw wrong("/model/vocab", "must be a list of tokens, each with its score");
            }
            for (JsonNode token : vocabulary) {
                String at = "/model/vocab/" + (largest + 1);
                if (!token.path(0).isString() || !token.path(1).isNumber()) {
                    throw wrong(at, "must be a token and its score, such as [\"the\", -3.5]");
                }
                recordId(at, largest + 1);
                ids.add(largest);
            }
            JsonNode unknown = model.path("unk_id");
            if (unknown.isMissingNode() || unknown.isNull()) {
                throw wrong(
                        "/model/unk_id",
                        "is missing; without the number of a token for unknown characters, Unigram cannot encode a text that has one");
            }
            if (!unknown.isIntegralNumber() || !unknown.canConvertToInt() || !ids.contains(unknown.asInt())) {
                throw wrong("/model/unk_id", "is not the number of a token");
            }
        }

        private void merges(JsonNode model) {
            JsonNode vocabulary = model.path("vocab");
            JsonNode merges = model.path("merges");
            if (!merges.isArray()) {
                throw wrong("/model/merges", "must be a list of pairs of tokens");
            }
            String prefix = model.path("continuing_subword_prefix").asString("");
            int index = 0;
            for (JsonNode merge : merges) {
                String at = "/model/merges/" + index++;
                List<String> pair = pair(merge);
                if (pair.size() != 2) {
                    throw wrong(at, "must be a pair of tokens, such as [\"t\", \"he\"] or \"t he\"");
                }
                String second = pair.get(1);
                String whole = pair.get(0) + (second.startsWith(prefix) ? second.substring(prefix.length()) : second);
                for (String token : List.of(pair.get(0), second, whole)) {
                    if (!vocabulary.has(token)) {
                        throw wrong(at, "needs token '" + token + "', which is not in the vocabulary");
                    }
                }
            }
        }

        private static List<String> pair(JsonNode merge) {
            if (merge.isString()) {
                return List.of(merge.asString().split(" ", -1));
            }
            List<String> pair = new ArrayList<>();
            merge.valueStream().filter(JsonNode::isString).forEach(token -> pair.add(token.asString()));
            return merge.size() == pair.size() ? pair : List.of();
        }

        private void unknownToken(JsonNode model) {
            String unknown = model.path("unk_token").asString("");
            if (!model.path("vocab").has(unknown)) {
                throw wrong("/model/unk_token", "must be a token of the vocabulary, for words that are not");
            }
        }

        private void addedTokens(JsonNode addedTokens) {
            if (addedTokens.isMissingNode() || addedTokens.isNull()) {
                return;
            }
            if (!addedTokens.isArray()) {
                throw wrong("/added_tokens", "must be a list");
            }
            int index = 0;
            for (JsonNode token : addedTokens) {
                String at = "/added_tokens/" + index++;
                if (!token.path("content").isString()) {
                    throw wrong(at + "/content", "must be the text of the token");
                }
                parseId(at + "/id", token.path("id"));
            }
        }

        private int parseId(String at, JsonNode id) {
            if (!id.isIntegralNumber() || !id.canConvertToInt()) {
                throw wrong(at, "must be a whole number");
            }
            recordId(at, id.asInt());
            return id.asInt();
        }

        private void recordId(String at, int id) {
            if (id < 0 || id >= MAX_TOKENS) {
                throw wrong(at, "is " + id + "; token numbers lie between 0 and " + (MAX_TOKENS - 1));
            }
            largest = Math.max(largest, id);
        }

        private static String escaped(String name) {
            return name.replace("~", "~0").replace("/", "~1");
        }
    }
}
