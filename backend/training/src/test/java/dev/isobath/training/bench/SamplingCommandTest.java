package dev.isobath.training.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sampling benchmark as a command, on a model that is too small for a benchmark. */
class SamplingCommandTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return SamplingCommand.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @Test
    void it_prints_a_row_for_each_model_number_of_texts_and_precision() {
        assertThat(run("--quick")).isZero();

        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(1 + 2 * 2 * 3);
        assertThat(lines.getFirst()).contains("tokens/s", "blocks a token");
        assertThat(lines.get(1)).contains("f32", "baseline", "2.00", "1.00 (1.00-1.00)");
        assertThat(lines.get(2)).contains("mod 12.5 %, predictor");
    }

    @Test
    void options_it_does_not_know_are_told() {
        assertThat(run("--depth", "3")).isEqualTo(2);
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("'--depth'");
        assertThat(run("--width")).isEqualTo(2);
        assertThat(run("--rounds", "many")).isEqualTo(2);
    }
}
