package dev.isobath.training.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobath.spec.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text to tokens and back. */
class TextTokenizerTest {

    @TempDir
    Path folder;

    @Test
    void bytes_are_their_own_tokens() throws IOException {
        try (TextTokenizer bytes = TextTokenizer.of(new Tokenizer.Bytes(), null)) {
            assertThat(bytes.encode("né")).containsExactly('n', 0xC3, 0xA9);
            assertThat(bytes.decode('n', 0xC3, 0xA9, 0xC3)).isEqualTo("né\uFFFD");
            assertThat(bytes.endOfText()).hasValue(0);
        }
    }

    @Test
    void gpt2_gives_the_numbers_that_gpt2_was_trained_with() throws IOException {
        try (TextTokenizer gpt2 = TextTokenizer.of(new Tokenizer.Gpt2(), null)) {
            // From the encoder published with the model.
            assertThat(gpt2.encode("Hello, world!")).containsExactly(15496, 11, 995, 0);
            assertThat(gpt2.encode("  two spaces")).containsExactly(220, 734, 9029);
            assertThat(gpt2.vocabulary()).isEqualTo(50_257);
            assertThat(gpt2.endOfText()).hasValue(50_256);
            assertThat(gpt2.decode(15496, 11, 995, 0, 50_256)).isEqualTo("Hello, world!<|endoftext|>");
        }
    }

    @Test
    void the_words_of_a_special_token_in_a_text_are_words_to_gpt2() throws IOException {
        try (TextTokenizer gpt2 = TextTokenizer.of(new Tokenizer.Gpt2(), null)) {
            assertThat(gpt2.encode("<|endoftext|>")).hasSizeGreaterThan(1).doesNotContain(50_256);
        }
    }

    @Test
    void gpt2_in_hugging_faces_format_gives_the_tokens_of_gpt2() throws IOException {
        CorpusFiles.Content file = TokenizerJson.gpt2(folder, 50_256);
        Random random = new Random(2);
        try (TextTokenizer uploaded = TextTokenizer.of(new Tokenizer.Named("mine", 50_257), file);
                TextTokenizer gpt2 = TextTokenizer.of(new Tokenizer.Gpt2(), null)) {
            assertThat(uploaded.endOfText()).hasValue(50_256);
            for (int round = 0; round < 50; round++) {
                String text = Shelf.text(random, 2_000);
                int[] tokens = uploaded.encode(text);
                assertThat(tokens).isEqualTo(gpt2.encode(text));
                assertThat(uploaded.decode(tokens)).isEqualTo(text);
            }
        }
    }

    @Test
    void tokens_stand_for_the_bytes_of_their_text_wherever_a_window_begins() throws IOException {
        String text = Cases.korean().substring(0, 400) + " " + Shelf.text(new Random(3), 2_000);
        CorpusFiles.Content file = TokenizerJson.gpt2(folder, 50_256);
        try (TextTokenizer bytes = TextTokenizer.of(new Tokenizer.Bytes(), null);
                TextTokenizer gpt2 = TextTokenizer.of(new Tokenizer.Gpt2(), null);
                TextTokenizer byteLevel = TextTokenizer.of(new Tokenizer.Named("mine", 50_257), file);
                TextTokenizer byteFallback =
                        TextTokenizer.of(new Tokenizer.Named("mine", 2_000), Cases.tokenizer(folder, "llama"))) {
            for (TextTokenizer tokenizer : List.of(bytes, gpt2, byteLevel, byteFallback)) {
                int[] tokens = tokenizer.encode(text);
                for (int window : new int[] {1, 7, tokens.length - 1}) {
                    long counted = 0;
                    for (int at = 1; at < tokens.length; at += window) {
                        counted += tokenizer.bytes(
                                tokens[at - 1], Arrays.copyOfRange(tokens, at, Math.min(tokens.length, at + window)));
                    }
                    long first = tokenizer.bytes(tokens[0], tokens[0]);
                    assertThat(counted)
                            .as("windows of %d tokens", window)
                            .isBetween(text.getBytes(UTF_8).length - Math.max(4, first), (long)
                                    text.getBytes(UTF_8).length);
                }
            }
        }
    }

    @Test
    void the_end_of_a_document_and_unknown_text_stand_for_no_bytes() throws IOException {
        try (TextTokenizer bytes = TextTokenizer.of(new Tokenizer.Bytes(), null);
                TextTokenizer gpt2 = TextTokenizer.of(new Tokenizer.Gpt2(), null);
                TextTokenizer words =
                        TextTokenizer.of(new Tokenizer.Named("mine", 2_000), Cases.tokenizer(folder, "wordpiece"))) {
            assertThat(bytes.bytes('a', 'n', 0xC3, 0xA9, 0, 'x')).isEqualTo(4);
            assertThat(gpt2.bytes(11, 15496, 50_256, 11)).isEqualTo("Hello,".length());
            int[] known = words.encode("the sea and 한국 and the");
            int[] unknown = words.encode("한국");
            assertThat(unknown).hasSize(1);
            assertThat(words.bytes(known[0], unknown)).isZero();
            assertThat(words.bytes(known[0], Arrays.copyOfRange(known, 1, known.length)))
                    .isEqualTo(" sea and and the".length());
        }
    }

    @Test
    void a_file_that_is_no_tokenizer_is_refused() throws IOException {
        for (String content : new String[] {"{", "[]", "{\"model\": {\"type\": \"Abacus\"}}"}) {
            CorpusFiles.Content file = CorpusFiles.Content.of(Files.writeString(folder.resolve("t"), content));
            assertThatThrownBy(() -> TextTokenizer.of(new Tokenizer.Named("mine", 10), file))
                    .as(content)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("tokenizer");
        }
        assertThatThrownBy(() -> TextTokenizer.of(new Tokenizer.Named("mine", 10), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("its file is missing");
    }
}
