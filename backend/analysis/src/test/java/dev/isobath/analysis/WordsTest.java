package dev.isobath.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void numbers_have_four_significant_digits() {
        assertThat(Words.number(0)).isEqualTo("0");
        assertThat(Words.number(2.34567)).isEqualTo("2.346");
        assertThat(Words.number(-0.0123456)).isEqualTo("-0.01235");
        assertThat(Words.number(123456)).isEqualTo("123500");
        assertThat(Words.number(999_999.99)).isEqualTo("1.000e+06");
        assertThat(Words.number(3)).isEqualTo("3.000");
        assertThat(Words.number(1.2e19)).isEqualTo("1.200e+19");
        assertThat(Words.number(0.00001)).isEqualTo("1.000e-05");
    }

    @Test
    void counts_agree_with_their_nouns() {
        assertThat(Words.count(1, "run")).isEqualTo("1 run");
        assertThat(Words.count(1000, "draw")).isEqualTo("1,000 draws");
        assertThat(Words.count(0, "seed")).isEqualTo("0 seeds");
    }
}
