package dev.isobath.worker;

import dev.isobath.spec.SpecReader;
import dev.isobath.spec.SpecWriter;
import dev.isobath.worker.files.Json;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** Experiments so small that their process takes longer to start than to train. */
public final class Specs {

    static final byte[] CORPUS = "Deep water, shallow water, and the line between them. \n"
            .repeat(80)
            .getBytes(StandardCharsets.UTF_8);

    /** A {@code tokenizer.json} for that corpus. Its words and marks are the tokens, and it does not know some of the words. */
    static final byte[] WORDS = """
            {"model": {"type": "WordLevel", "unk_token": "?",
                       "vocab": {"?": 0, "Deep": 1, "shallow": 2, "water": 3, "line": 4, "the": 5, ",": 6, ".": 7}},
             "pre_tokenizer": {"type": "Whitespace"},
             "added_tokens": [{"id": 8, "content": "<|endoftext|>", "special": true, "single_word": false,
                               "lstrip": false, "rstrip": false, "normalized": false}]}
            """.getBytes(StandardCharsets.UTF_8);

    static final int WORDS_VOCABULARY = 9;

    private Specs() {}

    public static ObjectNode tiny(String name, long steps) {
        return SpecWriter.write(SpecReader.read(Json.MAPPER.readTree("""
                {"name": "%s", "seed": 3,
                 "architecture": {"kind": "mod", "layers": 2, "width": 8, "heads": 1, "capacity": 0.5},
                 "data": {"corpus": "water", "sequenceLength": 16},
                 "training": {"batch": 2, "budget": {"steps": %d}, "evaluateEvery": 100}}
                """.formatted(name, steps))));
    }
}
