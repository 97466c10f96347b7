package dev.isobath.spec.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextRuleTest {

    @Test
    void texts_that_look_the_same_become_equal() {
        assertThat(TextRule.normalise(" \u00a0cafe\u0301\t\n")).isEqualTo("caf\u00e9");
        assertThat(TextRule.normalise("\u1112\u1161\u11ab")).isEqualTo("\ud55c");
        assertThat(TextRule.normalise(" \t ")).isEmpty();
    }

    @Test
    void a_text_is_shortened_between_characters() {
        assertThat(TextRule.shortened("a😀b", 2)).isEqualTo("a😀");
        assertThat(TextRule.shortened("a😀b", 3)).isEqualTo("a😀b");
        assertThat(TextRule.shortened("😀😀", 0)).isEmpty();
    }

    @Test
    void characters_are_code_points() {
        assertThat(TextRule.name(2).violation("😀😀")).isEmpty();
        assertThat(TextRule.name(2).violation("😀😀😀")).contains("must have 1 to 2 characters");
        assertThat(TextRule.name(2).violation("")).contains("must have 1 to 2 characters");
        assertThat(TextRule.lines(2).violation("")).isEmpty();
        assertThat(TextRule.lines(2).violation("abc")).contains("must have at most 2 characters");
    }

    @Test
    void what_is_no_text_is_refused_whatever_the_rule() {
        for (TextRule rule : new TextRule[] {TextRule.name(9), TextRule.line(9), TextRule.lines(9)}) {
            assertThat(rule.violation("a\ud83d")).contains("has half of a surrogate pair, which is no character");
            assertThat(rule.violation("\ude00b")).contains("has half of a surrogate pair, which is no character");
            assertThat(rule.violation("a\0")).contains("must not contain the character U+0000");
            assertThat(rule.violation("a\u0085b")).isPresent();
        }
    }

    @Test
    void only_a_text_of_several_lines_has_line_breaks_and_tabs() {
        assertThat(TextRule.lines(9).violation("a\r\n\tb\u2028c")).isEmpty();
        for (String control : new String[] {"\n", "\r", "\t", "\u2028", "\u2029"}) {
            assertThat(TextRule.line(9).violation("a" + control + "b")).contains("must not contain control characters");
        }
    }
}
