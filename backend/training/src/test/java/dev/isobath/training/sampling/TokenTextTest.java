package dev.isobath.training.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.spec.Tokenizer;
import dev.isobath.training.data.Cases;
import dev.isobath.training.data.TextTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens as people read them. */
class TokenTextTest {

    private static final int[] NOTHING = {};

    @TempDir
    Path folder;

    private TextTokenizer open(String name) throws IOException {
        return switch (name) {
            case "bytes" -> TextTokenizer.of(new Tokenizer.Bytes(), null);
            case "gpt2" -> TextTokenizer.of(new Tokenizer.Gpt2(), null);
            default -> TextTokenizer.of(new Tokenizer.Named("mine", 2_000), Cases.tokenizer(folder, name));
        };
    }

    private static TokenText text(TextTokenizer tokenizer) {
        return new TokenText(tokenizer, tokenizer.vocabulary() == 256 ? new Tokenizer.Bytes() : new Tokenizer.Gpt2());
    }

    @Test
    void a_continuation_keeps_its_first_space() throws IOException {
        try (TextTokenizer llama = open("llama")) {
            int[] prompt = llama.encode("First");
            int[] whole = llama.encode("First VUMNIA of");
            int[] drawn = IntStream.of(whole).skip(prompt.length).toArray();

            assertThat(String.join("", text(llama).pieces(prompt, drawn))).isEqualTo(" VUMNIA of");
            assertThat(String.join("", text(llama).pieces(NOTHING, whole))).isEqualTo("First VUMNIA of");
        }
    }

    @Test
    void a_continuation_goes_on_inside_a_word() throws IOException {
        try (TextTokenizer wordPiece = open("wordpiece")) {
            int[] prompt = wordPiece.encode("pro");
            int[] whole = wordPiece.encode("proceed any further");
            int[] drawn = IntStream.of(whole).skip(prompt.length).toArray();

            assertThat(text(wordPiece).pieces(prompt, drawn)).containsExactly("ce", "ed", " any", " f", "ur", "ther");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes", "gpt2", "llama", "bpe_dropout"})
    void a_letter_of_several_tokens_is_with_the_last_of_them(String name) throws IOException {
        try (TextTokenizer tokenizer = open(name)) {
            int[] prompt = tokenizer.encode("a");
            String korean = "등심선 é e\u0301 🐟.";
            int[] drawn = IntStream.of(tokenizer.encode("a" + korean))
                    .skip(prompt.length)
                    .toArray();
            List<String> pieces = text(tokenizer).pieces(prompt, drawn);

            assertThat(pieces)
                    .hasSize(drawn.length)
                    .allSatisfy(piece -> assertThat(piece).doesNotContain("\uFFFD", "\\x"));
            assertThat(String.join("", pieces)).isEqualTo(korean);
        }
    }

    @Test
    void bytes_of_korean_are_letters() throws IOException {
        try (TextTokenizer bytes = open("bytes")) {
            assertThat(text(bytes).pieces(NOTHING, bytes.encode("심x"))).containsExactly("", "", "심", "x");
            assertThat(text(bytes).pieces(NOTHING, new int[] {0xEC, 'a', 0xEC}))
                    .containsExactly("", "\uFFFDa", "\uFFFD");
        }
    }

    @Test
    void a_stop_text_may_begin_with_the_space_of_the_first_token() throws IOException {
        try (TextTokenizer llama = open("llama")) {
            int[] prompt = llama.encode("First");
            int[] drawn =
                    IntStream.of(llama.encode("First of")).skip(prompt.length).toArray();

            assertThat(text(llama).stops(prompt, List.of(" of")).test(drawn)).isTrue();
            assertThat(text(llama).stops(prompt, List.of("First")).test(drawn)).isFalse();
        }
    }
}
