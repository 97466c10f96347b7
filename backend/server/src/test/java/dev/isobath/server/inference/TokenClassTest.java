package dev.isobath.server.inference;

import static dev.isobath.server.inference.TokenClass.DIGITS;
import static dev.isobath.server.inference.TokenClass.LETTERS;
import static dev.isobath.server.inference.TokenClass.OTHER;
import static dev.isobath.server.inference.TokenClass.PUNCTUATION;
import static dev.isobath.server.inference.TokenClass.SPACE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TokenClassTest {

    @Test
    void a_token_has_the_class_of_all_its_characters() {
        assertThat(TokenClass.of(List.of("a", "바다", "e\u0301", "7", "٣", "—", "...", "\n", " ", "+", "a1", "\0")))
                .containsExactly(
                        LETTERS,
                        LETTERS,
                        LETTERS,
                        DIGITS,
                        DIGITS,
                        PUNCTUATION,
                        PUNCTUATION,
                        SPACE,
                        SPACE,
                        OTHER,
                        OTHER,
                        OTHER);
    }

    @Test
    void a_space_before_a_word_belongs_to_the_word() {
        assertThat(TokenClass.of(List.of(" water", " 12", " ,"))).containsExactly(LETTERS, DIGITS, PUNCTUATION);
    }

    @Test
    void a_token_inside_a_character_has_the_class_of_the_character() {
        assertThat(TokenClass.of(List.of("", "", "바", "", "€", "")))
                .containsExactly(LETTERS, LETTERS, LETTERS, OTHER, OTHER, OTHER);
    }
}
