package dev.isobath.training.data;

import com.knuddels.jtokkit.Encodings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** GPT-2's table, written as Hugging Face's library wants it: the merges are found again from the order of the tokens. */
final class TokenizerJson {

    private static final JsonMapper JSON = new JsonMapper();

    private TokenizerJson() {}

    /**
     * Writes a {@code tokenizer.json}.
     *
     * @param tokens how many of the table, from the start; the end-of-text comes after them
     */
    static CorpusFiles.Content gpt2(Path folder, int tokens) throws IOException {
        ObjectNode file = JSON.createObjectNode();
        file.put("version", "1.0");
        // To be ignored: they are for sentences.
        file.putObject("truncation")
                .put("direction", "Right")
                .put("max_length", 4)
                .put("strategy", "LongestFirst")
                .put("stride", 0);
        file.putArray("added_tokens")
                .addObject()
                .put("id", tokens)
                .put("content", "<|endoftext|>")
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
        file.putObject("pre_tokenizer")
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", true);
        file.putObject("decoder")
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", true);
        ObjectNode model = file.putObject("model");
        model.put("type", "BPE").put("fuse_unk", false).put("byte_fallback", false);
        ObjectNode vocabulary = model.putObject("vocab");
        List<String> merges = new ArrayList<>();
        Map<String, Integer> ranks = new HashMap<>();
        for (String token : table().subList(0, tokens)) {
            if (token.length() > 1) {
                merges.add(merge(token, ranks));
            }
            vocabulary.put(written(token), ranks.size());
            ranks.put(token, ranks.size());
        }
        merges.forEach(model.putArray("merges")::add);
        return CorpusFiles.Content.of(Files.write(folder.resolve("tokenizer.json"), JSON.writeValueAsBytes(file)));
    }

    /** The tokens in order, a character for each byte. */
    private static List<String> table() throws IOException {
        try (InputStream file = Objects.requireNonNull(
                        Encodings.class.getResourceAsStream("/com/knuddels/jtokkit/r50k_base.tiktoken"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.US_ASCII))) {
            return lines.lines()
                    .map(line -> new String(
                            Base64.getDecoder().decode(line.substring(0, line.indexOf(' '))),
                            StandardCharsets.ISO_8859_1))
                    .toList();
        }
    }

    /** The two tokens that the last step of byte-pair encoding puts together. */
    private static String merge(String token, Map<String, Integer> ranks) {
        List<String> parts = new ArrayList<>(List.of(token.split("")));
        while (parts.size() > 2) {
            int best = 0;
            for (int i = 1; i < parts.size() - 1; i++) {
                if (rank(parts, i, ranks) < rank(parts, best, ranks)) {
                    best = i;
                }
            }
            parts.set(best, parts.get(best) + parts.remove(best + 1));
        }
        return written(parts.getFirst()) + " " + written(parts.getLast());
    }

    private static int rank(List<String> parts, int at, Map<String, Integer> ranks) {
        return ranks.getOrDefault(parts.get(at) + parts.get(at + 1), Integer.MAX_VALUE);
    }

    /** Bytes that are no visible characters are written as the characters from U+0100 on, in order. */
    private static String written(String token) {
        StringBuilder written = new StringBuilder();
        for (int i = 0; i < token.length(); i++) {
            char octet = token.charAt(i);
            written.append(isVisible(octet) ? octet : (char) (256 + hiddenBefore(octet)));
        }
        return written.toString();
    }

    private static int hiddenBefore(char octet) {
        int hidden = 0;
        for (char other = 0; other < octet; other++) {
            hidden += isVisible(other) ? 0 : 1;
        }
        return hidden;
    }

    private static boolean isVisible(char octet) {
        return (octet >= '!' && octet <= '~') || (octet >= 0xA1 && octet <= 0xAC) || (octet >= 0xAE && octet <= 0xFF);
    }
}
