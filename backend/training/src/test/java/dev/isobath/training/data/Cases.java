package dev.isobath.training.data;

import dev.isobath.spec.ExperimentSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tokenizers and texts that were handled wrongly once. They are small, and the texts are in the public domain. */
public final class Cases {

    private static final JsonMapper JSON = new JsonMapper();

    private Cases() {}

    /** Returns 200,000 bytes of Shakespeare in ASCII. */
    static String english() throws IOException {
        try (InputStream text = new GZIPInputStream(resource("/texts/coriolanus.txt.gz"))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Returns 2,001 letters of Korean in one line. */
    static String korean() throws IOException {
        try (InputStream text = resource("/texts/korean.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Writes a tokenizer into a folder. */
    public static CorpusFiles.Content tokenizer(Path folder, String name) throws IOException {
        return tokenizer(folder, name, _ -> {});
    }

    /** Writes a changed tokenizer into a folder. */
    static CorpusFiles.Content tokenizer(Path folder, String name, Consumer<ObjectNode> change) throws IOException {
        try (InputStream file = resource("/tokenizers/" + name + ".json")) {
            ObjectNode tree = JSON.readTree(file).asObject();
            change.accept(tree);
            return CorpusFiles.Content.of(Files.write(folder.resolve(name + ".json"), JSON.writeValueAsBytes(tree)));
        }
    }

    /** Opens a text under a tokenizer; a tenth of it is held out. */
    static Corpus corpus(Path folder, String text, CorpusFiles.Content tokenizer) throws IOException {
        ExperimentSpec spec = Shelf.spec("mine, vocabulary: 2000", 8, 0.1);
        return Corpus.open(files(folder, text, tokenizer), spec, () -> false, _ -> {})
                .orElseThrow();
    }

    /** Writes a text that is one document. */
    static CorpusFiles files(Path folder, String text, CorpusFiles.Content tokenizer) throws IOException {
        Path file = Files.writeString(folder.resolve("text"), text);
        return new CorpusFiles(CorpusFiles.Content.of(file), null, tokenizer, folder);
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(Cases.class.getResourceAsStream(name));
    }
}
