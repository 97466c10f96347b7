package dev.isobath.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.spec.ExperimentSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is held out is held out of the text, before there are tokens. */
class SplitTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"bytes", "gpt2"})
    void the_tokens_of_each_part_are_those_of_its_text_and_of_nothing_else(String name) throws IOException {
        Random random = new Random(3);
        for (int round = 0; round < 60; round++) {
            List<String> documents = documents(random);
            ExperimentSpec spec = Shelf.spec(name, 2, 0.05 + 0.4 * random.nextDouble());
            CorpusFiles files = Shelf.put(folder.resolve(name + round), documents);
            Corpus corpus = Corpus.open(files, spec, () -> false, _ -> {}).orElseThrow();

            byte[] text = String.join("", documents).getBytes(StandardCharsets.UTF_8);
            int split = (int) split(files, text, spec);
            try (TextTokenizer tokenizer = TextTokenizer.of(spec.data().tokenizer(), null)) {
                assertThat(decoded(tokenizer, Shelf.tokens(corpus, false)))
                        .isEqualTo(new String(text, 0, split, StandardCharsets.UTF_8));
                assertThat(decoded(tokenizer, Shelf.tokens(corpus, true)))
                        .isEqualTo(new String(text, split, text.length - split, StandardCharsets.UTF_8));
            }
        }
    }

    private static List<String> documents(RandomGenerator random) {
        return IntStream.rangeClosed(1, 1 + random.nextInt(6))
                .mapToObj(_ -> Shelf.text(random, 200 + random.nextInt(600)))
                .toList();
    }

    private static String decoded(TextTokenizer tokenizer, int[] tokens) {
        int end = tokenizer.endOfText().orElseThrow();
        return tokenizer.decode(
                Arrays.stream(tokens).filter(token -> token != end).toArray());
    }

    private static long split(CorpusFiles files, byte[] text, ExperimentSpec spec) throws IOException {
        CorpusFiles.Content index = files.documents();
        Documents documents = Documents.read(index == null ? null : index.file(), text.length);
        if (documents.count() == 1 && spec.data().tokenizer().vocabulary() == 256) {
            return spec.data().trainingTokens(text.length);
        }
        return Split.place(MemorySegment.ofArray(text), documents, spec.data());
    }

    @Test
    void bytes_of_one_document_are_split_where_they_always_were() throws IOException {
        for (int bytes : List.of(1_000, 4_097, 99_999)) {
            // Two bytes a character: an odd place lies in the middle of one.
            CorpusFiles files = Shelf.put(folder.resolve("one" + bytes), List.of("é".repeat(bytes / 2) + "x"));
            Corpus corpus = Corpus.open(files, Shelf.spec("bytes", 12, 0.1), () -> false, _ -> {})
                    .orElseThrow();

            long all = bytes / 2 * 2L + 1;
            assertThat(corpus.heldOutTokens()).isEqualTo((long) Math.floor(all * 0.1));
            assertThat(corpus.trainingTokens()).isEqualTo(all - corpus.heldOutTokens());
            assertThat(folder.resolve("one" + bytes)).isDirectoryNotContaining("glob:**.tokens");
        }
    }

    @Test
    void whole_documents_are_held_out_where_that_is_near_what_was_asked_for() throws IOException {
        assertThat(place(List.of("a".repeat(870), "b".repeat(130)), 0.1)).isEqualTo(870);
        assertThat(place(List.of("a".repeat(500), "b".repeat(420), "c".repeat(80)), 0.1))
                .isEqualTo(920);
    }

    @Test
    void a_long_document_is_split_between_two_characters_where_no_other_ends_nearby() throws IOException {
        assertThat(place(List.of("a".repeat(10), "ü".repeat(495)), 0.1)).isEqualTo(900);
        assertThat(place(List.of("a".repeat(11), "ü".repeat(495)), 0.1)).isEqualTo(901);
        assertThat(place(List.of("a".repeat(998), "bb"), 0.1)).isEqualTo(900);
    }

    private long place(List<String> texts, double heldOut) throws IOException {
        byte[] text = String.join("", texts).getBytes(StandardCharsets.UTF_8);
        CorpusFiles files = Shelf.put(folder, texts);
        return split(files, text, Shelf.spec("gpt2", 2, heldOut));
    }
}
