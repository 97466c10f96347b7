package dev.isobath.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isobath.spec.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
