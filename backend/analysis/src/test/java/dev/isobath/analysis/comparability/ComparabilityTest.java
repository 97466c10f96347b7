package dev.isobath.analysis.comparability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparabilityTest {

    private static Conditions run(String name, String tokenizer, int sequenceLength) {
        return new Conditions(name, "tinyshakespeare", tokenizer, 65_536, "causal-1", sequenceLength);
    }

    @Test
    void runs_under_equal_conditions_are_one_group() {
        Comparability comparability = Comparability.of(List.of(run("a", "bytes", 256), run("b", "bytes", 256)));

        assertThat(comparability.together()).isTrue();
        assertThat(comparability.groups().getFirst().runs()).containsExactly("a", "b");
        assertThat(comparability.groups().getFirst().differences()).isEmpty();
    }

    @Test
    void a_group_says_each_difference_from_the_largest_one() {
        Comparability comparability = Comparability.of(List.of(
                run("odd", "gpt2", 512), run("a", "bytes", 256), run("b", "bytes", 256), run("c", "bytes", 512)));

        assertThat(comparability.together()).isFalse();
        assertThat(comparability.groups())
                .extracting(Comparability.Group::runs)
                .containsExactly(List.of("a", "b"), List.of("odd"), List.of("c"));
        assertThat(comparability.groups().get(1).differences())
                .extracting(Comparability.Difference::reason)
                .containsExactly(
                        "The tokenizer is gpt2 and not bytes, so a loss per token is about different tokens; only bits"
                                + " per byte can be compared.",
                        "The sequence length is 512 and not 256, so tokens are predicted from contexts of different"
                                + " length.");
    }

    @Test
    void every_condition_keeps_runs_apart() {
        Conditions reference = new Conditions("a", "text", "bytes", 1000, "v1", 256);
        List<Conditions> others = List.of(
                new Conditions("b", "other", "bytes", 1000, "v1", 256),
                new Conditions("b", "text", "gpt2", 1000, "v1", 256),
                new Conditions("b", "text", "bytes", 2000, "v1", 256),
                new Conditions("b", "text", "bytes", 1000, "v2", 256),
                new Conditions("b", "text", "bytes", 1000, "v1", 128));

        assertThat(others)
                .flatExtracting(
                        other -> Comparability.of(List.of(reference, other)).groups().get(1).differences().stream()
                                .map(Comparability.Difference::condition)
                                .toList())
                .containsExactly(Condition.values());
    }

    @Test
    void no_runs_are_no_groups() {
        assertThat(Comparability.of(List.of()).groups()).isEmpty();
    }
}
