package dev.isobath.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.InvalidSpec;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The token file: made once, checked each time, never larger in memory than a piece. */
class TokenisingTest {

    private static final FileTime LONG_AGO = FileTime.fromMillis(0);

    @TempDir
    Path folder;

    private static Corpus open(CorpusFiles files, ExperimentSpec spec) throws IOException {
        return Corpus.open(files, spec, () -> false, _ -> {}).orElseThrow();
    }

    private Path tokenFile() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".tokens"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void documents_end_with_the_end_of_text_where_there_are_several() throws IOException {
        CorpusFiles files = Shelf.put(folder, List.of("Hello world", "Hello", " world world"));
        Corpus corpus = open(files, Shelf.spec("gpt2", 2, 0.4));

        assertThat(Shelf.tokens(corpus, false)).containsExactly(15496, 995, 50256, 15496, 50256);
        assertThat(Shelf.tokens(corpus, true)).containsExactly(995, 995, 50256);
    }

    @Test
    void a_sound_file_is_used_again_and_noted_as_used() throws IOException {
        CorpusFiles files = Shelf.put(folder, List.of(Shelf.text(new Random(1), 3_000)));
        ExperimentSpec spec = Shelf.spec("gpt2", 12, 0.1);
        open(files, spec);
        byte[] made = Files.readAllBytes(tokenFile());
        // Made of another text under the same digest, it would be another file: it is not made again.
        Files.writeString(
                files.text().file(), "x".repeat((int) Files.size(files.text().file())));
        Files.setLastModifiedTime(tokenFile(), LONG_AGO);
        open(files, spec);

        assertThat(Files.readAllBytes(tokenFile())).isEqualTo(made);
        assertThat(Files.getLastModifiedTime(tokenFile())).isGreaterThan(LONG_AGO);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 9, 17, 40, 65, 70, 85, 94, 127, 128, 500, -1})
    void a_damaged_file_is_made_again(int place) throws IOException {
        CorpusFiles files = Shelf.put(folder, List.of(Shelf.text(new Random(1), 3_000)));
        ExperimentSpec spec = Shelf.spec("gpt2", 12, 0.1);
        open(files, spec);
        byte[] made = Files.readAllBytes(tokenFile());
        byte[] damaged = place < 0 ? Arrays.copyOf(made, made.length - 1) : made.clone();
        if (place >= 0) {
            damaged[place] ^= 0x10;
        }
        Files.write(tokenFile(), damaged);
        open(files, spec);

        boolean unused = place > 95 && place < TokenFile.HEADER_BYTES;
        assertThat(Files.readAllBytes(tokenFile())).isEqualTo(unused ? damaged : made);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void another_split_is_another_file() throws IOException {
        CorpusFiles files = Shelf.put(folder, List.of(Shelf.text(new Random(1), 3_000)));
        open(files, Shelf.spec("gpt2", 12, 0.1));
        open(files, Shelf.spec("gpt2", 12, 0.2));

        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all.filter(file -> file.toString().endsWith(".tokens"))).hasSize(2);
        }
    }

    @Test
    void wide_tokens_keep_their_numbers() throws IOException {
        Path file = folder.resolve("wide");
        try (TokenFileWriter writer = new TokenFileWriter(file, 70_000)) {
            writer.write(0, 65_535, 65_536, 69_999);
            writer.finish(3, "ab".repeat(32), new TokenFile.Counts(1, 2, 3));
        }
        TokenFile.Mapped mapped = TokenFile.open(file, "ab".repeat(32));

        assertThat(mapped.header().trainingTokens()).isEqualTo(3);
        assertThat(mapped.header().heldOutTokens()).isEqualTo(1);
        assertThat(mapped.header().counts()).isEqualTo(new TokenFile.Counts(1, 2, 3));
        assertThat(TokenFile.token(mapped.tokens(), mapped.header().width(), 2)).isEqualTo(65_536);
        assertThat(TokenFile.token(mapped.tokens(), mapped.header().width(), 3)).isEqualTo(69_999);
    }

    @Test
    void a_token_beyond_the_vocabulary_is_refused() throws IOException {
        try (TokenFileWriter writer = new TokenFileWriter(folder.resolve("beyond"), 300)) {
            assertThatThrownBy(() -> writer.write(299, 300)).hasMessageContaining("token 300");
        }
    }

    @Test
    void pieces_give_the_tokens_of_the_whole() {
        Random random = new Random(5);
        try (Gpt2Tokenizer tokenizer = new Gpt2Tokenizer()) {
            for (int round = 0; round < 4; round++) {
                String text = Shelf.text(random, 150_000);
                byte[] octets = text.getBytes(StandardCharsets.UTF_8);
                List<Integer> tokens = new ArrayList<>();
                int pieces = 0;
                for (int at = 0; at < octets.length; pieces++) {
                    int end = (int) DocumentPieces.end(MemorySegment.ofArray(octets), at, octets.length);
                    Arrays.stream(tokenizer.encode(new String(octets, at, end - at, StandardCharsets.UTF_8)))
                            .forEach(tokens::add);
                    at = end;
                }
                assertThat(pieces).isGreaterThan(2);
                assertThat(tokens.stream().mapToInt(Integer::intValue)).containsExactly(boxed(tokenizer.encode(text)));
            }
        }
    }

    private static Integer[] boxed(int[] numbers) {
        return Arrays.stream(numbers).boxed().toArray(Integer[]::new);
    }

    @Test
    void a_text_without_spaces_is_cut_after_lines_and_else_between_characters() {
        byte[] lines = "深\n".repeat(40_000).getBytes(StandardCharsets.UTF_8);
        assertThat(DocumentPieces.end(MemorySegment.ofArray(lines), 0, lines.length))
                .isEqualTo(65_536 / 4 * 4);
        byte[] characters = "深".repeat(40_000).getBytes(StandardCharsets.UTF_8);
        assertThat(DocumentPieces.end(MemorySegment.ofArray(characters), 0, characters.length))
                .isEqualTo(65_536 / 3 * 3);
    }

    @Test
    void tokenising_stops_when_asked_and_leaves_nothing_half_done() throws IOException {
        CorpusFiles files = Shelf.put(folder, List.of(Shelf.text(new Random(1), 300_000)));
        int[] asked = {0};

        assertThat(Corpus.open(files, Shelf.spec("gpt2", 12, 0.1), () -> ++asked[0] > 3, _ -> {}))
                .isEmpty();
        assertThat(folder).isDirectoryNotContaining("glob:**.tokens").isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void a_corpus_with_too_few_tokens_is_refused_with_what_it_has() throws IOException {
        CorpusFiles files = Shelf.put(folder, List.of("the tide turns at dawn. ".repeat(10)));
        assertThatThrownBy(() -> open(files, Shelf.spec("gpt2", 64, 0.1)))
                .isInstanceOf(InvalidSpec.class)
                .hasMessageContaining("/data/sequenceLength")
                .hasMessageContaining("with tokenizer 'gpt2'")
                .hasMessageContaining("need 65 in each part");
    }

    @Test
    void a_text_that_is_not_utf8_is_refused() throws IOException {
        Path text = Files.write(folder.resolve("text"), "Größe ".repeat(500).getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> open(CorpusFiles.of(text), Shelf.spec("gpt2", 12, 0.1)))
                .isInstanceOf(InvalidSpec.class)
                .hasMessageContaining("/data/corpus")
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void documents_that_do_not_add_up_to_the_text_are_a_damaged_corpus() throws IOException {
        CorpusFiles files = Shelf.put(folder, List.of("one document ".repeat(50), "another ".repeat(50)));
        Files.writeString(files.text().file(), "shorter");
        assertThatThrownBy(() -> open(files, Shelf.spec("bytes", 12, 0.1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("but the text has 7");
    }

    @Test
    void a_text_of_more_than_two_gigabytes_is_read_to_its_end() throws IOException {
        Path text = folder.resolve("large");
        long bytes = 3L << 30;
        try (RandomAccessFile file = new RandomAccessFile(text.toFile(), "rw")) {
            // Written only here; the file system stores nothing for the rest.
            file.setLength(bytes);
            file.seek(bytes - 5);
            file.write("shore".getBytes(StandardCharsets.UTF_8));
        }
        Corpus corpus = open(
                new CorpusFiles(new CorpusFiles.Content(text, "0".repeat(64)), null, null, folder),
                Shelf.spec("bytes", 12, 0.1));
        long[] end = new long[5];
        corpus.read(bytes - 5, 5, end, 0);

        assertThat(corpus.trainingTokens() + corpus.heldOutTokens()).isEqualTo(bytes);
        assertThat(end).containsExactly('s', 'h', 'o', 'r', 'e');
    }

    @Test
    void a_corpus_larger_than_the_heap_is_tokenised() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx40m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeCorpus.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("printed").toFile())
                .start();

        assertThat(child.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(folder.resolve("printed"))).contains("all 100000000 bytes are tokens");
    }
}
