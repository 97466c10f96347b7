package dev.isobath.spec.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

    private static final List<String> KNOWN =
            List.of("q", "state", "tag", "seed", "field", "sort", "metrics", "learningRate", "expiresInDays");

    @ParameterizedTest
    @CsvSource({
        "stat, state",
        "sede, seed",
        "feild, field",
        "State, state",
        "metric, metrics",
        "lerningRate, learningRate",
        "learning_rate, learningRate",
        "expiresAt, expiresInDays"
    })
    void finds_the_name_that_was_meant(String given, String meant) {
        assertThat(NearestName.find(given, KNOWN)).contains(meant);
        assertThat(NearestName.hint(given, KNOWN)).isEqualTo("; did you mean '" + meant + "'?");
    }

    @Test
    void names_nothing_where_nothing_is_near() {
        for (String given : List.of("x", "scope", "unknwon", "", "state".repeat(1000))) {
            assertThat(NearestName.find(given, KNOWN)).as(given).isEmpty();
            assertThat(NearestName.hint(given, KNOWN)).isEmpty();
        }
    }
}
