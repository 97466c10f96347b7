package dev.isobath.training.data;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A {@code tokenizer.json} of Hugging Face's library, which runs from a native library in its jar. */
final class HuggingFace implements TextTokenizer {

    /** What models end a text with, the most usual first. */
    private static final List<String> ENDS =
            List.of("<|endoftext|>", "<|end_of_text|>", "</s>", "<eos>", "[EOS]", "<|eos|>", "[SEP]");

    /** Cutting off and filling up are for batches of sentences; special tokens are put where documents end, not around pieces. */
    private static final Map<String, String> OPTIONS =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    private static final JsonMapper JSON = new JsonMapper();

    static {
        // The library would look for graphics cards to choose its build by, and for that build in the network.
        System.setProperty("RUST_FLAVOR", "cpu");
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
    }

    private final HuggingFaceTokenizer tokenizer;
    private final int vocabulary;
    private final OptionalInt endOfText;

    private HuggingFace(HuggingFaceTokenizer tokenizer, int vocabulary, OptionalInt endOfText) {
        this.tokenizer = tokenizer;
        this.vocabulary = vocabulary;
        this.endOfText = endOfText;
    }

    /**
     * Opens a file.
     *
     * @param vocabulary V, as the spec has it
     */
    static HuggingFace open(Path file, int vocabulary) throws IOException {
        try {
            ObjectNode tree = JSON.readTree(Files.readAllBytes(file)).asObject();
            // Where the options above end, those of the file begin.
            tree.remove(List.of("truncation", "padding"));
            HuggingFaceTokenizer tokenizer =
                    HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(JSON.writeValueAsBytes(tree)), OPTIONS);
            return new HuggingFace(tokenizer, vocabulary, endOfText(tree));
        } catch (JacksonException notJson) {
            throw new IllegalArgumentException("The tokenizer is no JSON: " + notJson.getOriginalMessage(), notJson);
        } catch (RuntimeException refused) {
            throw new IllegalArgumentException(
                    "The tokenizers library refuses the tokenizer: " + refused.getMessage(), refused);
        }
    }

    private static OptionalInt endOfText(JsonNode tree) {
        Map<String, Integer> special = new HashMap<>();
        for (JsonNode token : tree.path("added_tokens")) {
            if (token.path("special").asBoolean(false)) {
                special.put(token.path("content").asString(), token.path("id").asInt());
            }
        }
        return ENDS.stream().filter(special::containsKey).mapToInt(special::get).findFirst();
    }

    @Override
    public int vocabulary() {
        return vocabulary;
    }

    @Override
    public OptionalInt endOfText() {
        return endOfText;
    }

    @Override
    public int[] encode(String text) {
        return Arrays.stream(tokenizer.encode(text, false, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    @Override
    public String decode(int... tokens) {
        return tokenizer.decode(Arrays.stream(tokens).asLongStream().toArray(), false);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
