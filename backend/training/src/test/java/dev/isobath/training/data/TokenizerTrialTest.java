package dev.isobath.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.spec.protocol.TrialResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trials with the real library. Files that end the process are tried in the tests of the worker. */
class TokenizerTrialTest {

    @TempDir
    Path folder;

    @BeforeAll
    static void load() {
        TokenizerTrial.loadLibrary();
    }

    private TrialResult tried(String name, int vocabulary) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        try (InputStream content =
                Objects.requireNonNull(TokenizerTrialTest.class.getResourceAsStream("/tokenizers/" + name + ".json"))) {
            Files.write(file, content.readAllBytes());
        }
        return TokenizerTrial.run(file, vocabulary);
    }

    private TrialResult.Usable usable(String name) throws IOException {
        TrialResult result = tried(name, 5000);
        assertThat(result).as(name).isInstanceOf(TrialResult.Usable.class);
        return (TrialResult.Usable) result;
    }

    private static Map<String, TrialResult.TriedText> byName(TrialResult.Usable usable) {
        return usable.texts().stream().collect(Collectors.toMap(TrialResult.TriedText::name, Function.identity()));
    }

    @Test
    void a_tokenizer_of_bytes_gives_every_text_back_whatever_is_in_it() throws IOException {
        TrialResult.Usable usable = usable("bpe_dropout");

        assertThat(usable.library()).matches("[0-9.]+-[0-9.]+");
        assertThat(usable.vocabulary()).isEqualTo(600);
        assertThat(usable.texts())
                .extracting(TrialResult.TriedText::name)
                .containsExactly(
                        "English",
                        "Korean",
                        "emoji",
                        "white space",
                        "special tokens",
                        "control characters",
                        "long line");
        assertThat(usable.texts()).allSatisfy(text -> {
            assertThat(text.lossless()).as(text.name()).isTrue();
            assertThat(text.unknownShare()).isZero();
            assertThat(text.lostShare()).isZero();
            assertThat(text.tokens()).isPositive();
        });
    }

    @Test
    void an_english_tokenizer_is_usable_and_its_trial_says_that_it_knows_no_korean() throws IOException {
        Map<String, TrialResult.TriedText> texts = byName(usable("wordpiece"));

        TrialResult.TriedText korean = Objects.requireNonNull(texts.get("Korean"));
        TrialResult.TriedText english = Objects.requireNonNull(texts.get("English"));
        assertThat(korean.unknownShare()).isGreaterThan(0.5);
        assertThat(korean.lossless()).isFalse();
        assertThat(english.unknownShare()).isLessThan(0.5);
        assertThat(english.lossless())
                .as("it writes everything in small letters")
                .isFalse();
    }

    @Test
    void a_tokenizer_without_a_token_for_unknown_text_loses_it_and_the_trial_says_so() throws IOException {
        TrialResult.TriedText korean =
                Objects.requireNonNull(byName(usable("bpe_nounk")).get("Korean"));

        assertThat(korean.unknownShare()).isZero();
        assertThat(korean.lostShare()).isGreaterThan(0.5);
        assertThat(korean.lossless()).isFalse();
    }

    @Test
    void a_token_beyond_the_vocabulary_of_specs_is_found() throws IOException {
        assertThat(tried("bpe_dropout", 100))
                .isInstanceOfSatisfying(
                        TrialResult.Unusable.class,
                        unusable -> assertThat(unusable.reason()).contains("the vocabulary has 100 tokens"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type": "Split", "pattern": {"Regex": "(open"}, "behavior": "Isolated", "invert": false} | Oniguruma error
            {"type": "Abacus"}                                                                      | PreTokenizer
            """)
    void what_the_library_refuses_is_unusable_with_its_words(String preTokenizer, String words) throws IOException {
        Path file = Files.writeString(folder.resolve("tokenizer.json"), """
                {"version": "1.0", "added_tokens": [], "normalizer": null, "pre_tokenizer": %s, "post_processor": null,
                 "decoder": null, "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]}}
                """.formatted(preTokenizer));

        assertThat(TokenizerTrial.run(file, 3))
                .isInstanceOfSatisfying(
                        TrialResult.Unusable.class,
                        unusable -> assertThat(unusable.reason())
                                .startsWith("The tokenizers library refuses the tokenizer: ")
                                .contains(words));
    }
}
