package dev.isobath.training.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A {@code tokenizer.json}, rewritten before the library reads it. The library has no switch for what is changed here: its dropout is
 * random, it takes the words of a special token for the token itself, and it treats each piece of a text as a text of its own.
 */
final class HuggingFaceFile {

    /** What models end a text with, the most usual first. */
    private static final List<String> ENDS =
            List.of("<|endoftext|>", "<|end_of_text|>", "</s>", "<eos>", "[EOS]", "<|eos|>", "[SEP]");

    /** A noncharacter, which no text is to contain (Unicode section 23.7). */
    private static final String UNWRITTEN = "\uFFFE";

    private static final JsonMapper JSON = new JsonMapper();

    private final ObjectNode tree;
    private final Map<String, Integer> special = new HashMap<>();

    private HuggingFaceFile(ObjectNode tree) {
        this.tree = tree;
        // Cutting off and filling up are for batches of sentences.
        tree.remove(List.of("truncation", "padding"));
        for (JsonNode token : tree.path("added_tokens")) {
            if (token.path("special").asBoolean(false)) {
                special.put(token.path("content").asString(), token.path("id").asInt());
            }
        }
    }

    /** Reads a file. */
    static HuggingFaceFile read(Path file) throws IOException {
        return new HuggingFaceFile(JSON.readTree(Files.readAllBytes(file)).asObject());
    }

    /** Returns the special token that ends a document. */
    OptionalInt endOfText() {
        return ENDS.stream().filter(special::containsKey).mapToInt(special::get).findFirst();
    }

    /** Returns the token for text that the model has no other token for. */
    OptionalInt unknown() {
        JsonNode model = tree.path("model");
        JsonNode number = model.path("type").asString("").equals("Unigram")
                ? model.path("unk_id")
                : model.path("vocab").path(model.path("unk_token").asString(""));
        return number.isInt() ? OptionalInt.of(number.asInt()) : OptionalInt.empty();
    }

    /** Returns V, one more than the largest number of a token. */
    int vocabulary() {
        JsonNode tokens = tree.path("model").path("vocab");
        int largest = tokens.isArray() ? tokens.size() - 1 : -1;
        for (JsonNode number : tokens.isObject() ? tokens : JSON.createArrayNode()) {
            largest = Math.max(largest, number.asInt(-1));
        }
        for (JsonNode added : tree.path("added_tokens")) {
            largest = Math.max(largest, added.path("id").asInt(-1));
        }
        return largest + 1;
    }

    /** Returns the texts of the special tokens, in the order of their numbers. */
    List<String> specialTokens() {
        return special.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns whether the characters of tokens stand for bytes, as in GPT-2. */
    boolean byteLevel() {
        return byteLevel(tree.path("decoder"));
    }

    private static boolean byteLevel(JsonNode decoder) {
        if (decoder.path("type").asString("").equals("ByteLevel")) {
            return true;
        }
        for (JsonNode part : decoder.path("decoders")) {
            if (byteLevel(part)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the tokens by their numbers, as they are written in the file. */
    Map<Integer, String> pieces() {
        Map<Integer, String> pieces = new HashMap<>();
        JsonNode vocabulary = tree.path("model").path("vocab");
        vocabulary.properties().forEach(entry -> pieces.put(entry.getValue().asInt(-1), entry.getKey()));
        if (vocabulary instanceof ArrayNode scored) {
            for (int number = 0; number < scored.size(); number++) {
                pieces.put(number, scored.get(number).path(0).asString(""));
            }
        }
        tree.path("added_tokens")
                .forEach(token -> pieces.put(
                        token.path("id").asInt(-1), token.path("content").asString("")));
        return pieces;
    }

    /** Returns the file for a tokenizer that decodes. */
    byte[] decoder() {
        return JSON.writeValueAsBytes(tree);
    }

    /**
     * Returns the file for a tokenizer that encodes a piece of a text. This changes the tree, so that it is the last call.
     *
     * @param begins whether the piece begins its text; otherwise no prefix is added
     * @param ends whether the piece ends its text; otherwise no white space is removed at its end
     */
    byte[] encoder(boolean begins, boolean ends) {
        if (tree.path("model") instanceof ObjectNode model) {
            model.remove("dropout");
            renameSpecialTokens(model);
        }
        if (tree.path("normalizer") instanceof ObjectNode normalizer && !removeEnds(normalizer, begins, ends)) {
            tree.putNull("normalizer");
        }
        if (!begins && tree.path("pre_tokenizer") instanceof ObjectNode preTokenizer) {
            removePrefix(preTokenizer, true);
        }
        return JSON.writeValueAsBytes(tree);
    }

    /** Gives each special token a name that no text contains. Its number stays. */
    private void renameSpecialTokens(ObjectNode model) {
        for (JsonNode token : tree.path("added_tokens")) {
            if (token instanceof ObjectNode added && special.containsKey(content(added))) {
                added.put("content", UNWRITTEN + content(added)).put("normalized", false);
            }
        }
        switch (model.path("vocab")) {
            case ObjectNode byName -> {
                for (String name : special.keySet()) {
                    JsonNode number = byName.remove(name);
                    if (number != null) {
                        byName.set(UNWRITTEN + name, number);
                    }
                }
            }
            case ArrayNode scored -> {
                for (JsonNode token : scored) {
                    if (token instanceof ArrayNode pair
                            && special.containsKey(pair.path(0).asString(""))) {
                        pair.set(0, UNWRITTEN + pair.path(0).asString());
                    }
                }
            }
            default -> {}
        }
        String unknown = model.path("unk_token").asString("");
        if (special.containsKey(unknown)) {
            model.put("unk_token", UNWRITTEN + unknown);
        }
        if (model.path("merges") instanceof ArrayNode merges) {
            merges.removeIf(this::makesSpecialToken);
        }
    }

    private static String content(ObjectNode added) {
        return added.path("content").asString("");
    }

    private boolean makesSpecialToken(JsonNode merge) {
        List<String> parts = new ArrayList<>();
        if (merge.isString()) {
            parts.addAll(List.of(merge.asString().split(" ", -1)));
        } else {
            merge.forEach(part -> parts.add(part.asString("")));
        }
        parts.add(String.join("", parts));
        return !Collections.disjoint(special.keySet(), parts);
    }

    /** Removes what a normalizer does to ends of a text that the piece does not have. Returns whether anything is left of it. */
    private static boolean removeEnds(ObjectNode normalizer, boolean begins, boolean ends) {
        switch (normalizer.path("type").asString("")) {
            case "Prepend" -> {
                return begins;
            }
            case "Strip" -> {
                if (!begins) {
                    normalizer.put("strip_left", false);
                }
                if (!ends) {
                    normalizer.put("strip_right", false);
                }
            }
            case "Sequence" -> {
                if (normalizer.path("normalizers") instanceof ArrayNode parts) {
                    parts.removeIf(part -> part instanceof ObjectNode one && !removeEnds(one, begins, ends));
                }
            }
            default -> {}
        }
        return true;
    }

    /**
     * Removes the prefix that a pre-tokenizer adds to a text. Where another one has cut the text into words before, the prefix belongs
     * to each word and stays.
     */
    private static void removePrefix(ObjectNode preTokenizer, boolean whole) {
        switch (preTokenizer.path("type").asString("")) {
            case "ByteLevel" -> {
                if (whole) {
                    preTokenizer.put("add_prefix_space", false);
                }
            }
            case "Metaspace" -> {
                if (whole || preTokenizer.path("prepend_scheme").asString("").equals("first")) {
                    preTokenizer.remove("add_prefix_space");
                    preTokenizer.put("prepend_scheme", "never");
                }
            }
            case "Sequence" -> {
                boolean first = whole;
                for (JsonNode part : preTokenizer.path("pretokenizers")) {
                    if (part instanceof ObjectNode one) {
                        removePrefix(one, first);
                    }
                    first = false;
                }
            }
            default -> {}
        }
    }
}
