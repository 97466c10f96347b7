package dev.isobath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TaleGeneratorTest {

    private static final Pattern SUM = Pattern.compile("counted (\\w+) boats and then (\\w+) more, which made (\\w+)");
    private static final List<String> NUMBERS = List.of(
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve");

    @Test
    void the_same_seed_writes_the_same_tales() {
        assertThat(TaleGenerator.generate(1, 50_000))
                .isEqualTo(TaleGenerator.generate(1, 50_000))
                .isNotEqualTo(TaleGenerator.generate(2, 50_000));
    }

    @Test
    void tales_are_as_long_as_asked_and_end_whole() {
        String text = new String(TaleGenerator.generate(1, 50_000), StandardCharsets.UTF_8);

        assertThat(text).hasSizeBetween(50_000, 52_000).endsWith("\n");
    }

    @Test
    void sums_come_out_right() {
        String text = new String(TaleGenerator.generate(1, 100_000), StandardCharsets.UTF_8);

        List<MatchResult> sums = SUM.matcher(text).results().toList();

        assertThat(sums)
                .hasSizeGreaterThan(50)
                .allSatisfy(sum -> assertThat(number(sum, 1) + number(sum, 2)).isEqualTo(number(sum, 3)));
    }

    private static int number(MatchResult sum, int group) {
        return NUMBERS.indexOf(sum.group(group));
    }
}
