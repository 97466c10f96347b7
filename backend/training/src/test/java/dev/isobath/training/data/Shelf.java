package dev.isobath.training.data;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.SpecText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;

/** Texts of several documents on disk, and specs for them. */
final class Shelf {

    private static final List<String> WORDS = List.of(
            "the", "tide", "turns", "größer", "深さ", "🐟", "don't", "2026", "...", "—", "\n", "\n\n", "  ", "\t", "x=y;",
            "I'll", "»so«");

    private Shelf() {}

    /** Words of several alphabets with all kinds of white space between them; about {@code characters} long, at least one. */
    static String text(RandomGenerator random, int characters) {
        StringBuilder text = new StringBuilder("a");
        while (text.length() < characters) {
            text.append(WORDS.get(random.nextInt(WORDS.size())));
            if (random.nextInt(5) > 0) {
                text.append(' ');
            }
        }
        return text.toString();
    }

    /** Writes documents into a new folder; a single one without an index, as the server does. */
    static CorpusFiles put(Path folder, List<String> documents) throws IOException {
        Path text = Files.writeString(Files.createDirectories(folder).resolve("text"), String.join("", documents));
        if (documents.size() == 1) {
            return CorpusFiles.of(text);
        }
        StringBuilder index = new StringBuilder();
        for (int i = 0; i < documents.size(); i++) {
            index.append(documents.get(i).getBytes(StandardCharsets.UTF_8).length)
                    .append("\tdocument ")
                    .append(i)
                    .append('\n');
        }
        return new CorpusFiles(
                CorpusFiles.Content.of(text),
                CorpusFiles.Content.of(Files.writeString(folder.resolve("documents"), index)),
                null,
                folder);
    }

    static ExperimentSpec spec(String tokenizer, int sequence, double heldOut) {
        return SpecReader.read(SpecText.yaml("""
                name: shelf
                architecture: {kind: baseline, layers: 1, width: 8, heads: 2}
                data: {corpus: shelf, tokenizer: %s, sequenceLength: %d, validationFraction: %s}
                training: {batch: 1, budget: {steps: 1}}
                """.formatted(tokenizer, sequence, heldOut)));
    }

    /** All tokens of one part. */
    static int[] tokens(Corpus corpus, boolean heldOut) {
        long from = heldOut ? corpus.trainingTokens() : 0;
        int count = Math.toIntExact(heldOut ? corpus.heldOutTokens() : corpus.trainingTokens());
        long[] read = new long[count];
        corpus.read(from, count, read, 0);
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++) {
            tokens[i] = Math.toIntExact(read[i]);
        }
        return tokens;
    }
}
