package dev.isobath.training.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.spec.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole benchmark at a size where its numbers mean nothing. */
class BenchCommandTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void every_kind_is_measured_and_the_file_has_the_numbers_of_the_table() throws IOException {
        Path json = folder.resolve("numbers.json");

        assertThat(run("--quick", "--pairs", "2", "--no-peer", "--json", json.toString()))
                .as(log.toString(StandardCharsets.UTF_8))
                .isZero();

        String table = out.toString(StandardCharsets.UTF_8);
        JsonNode numbers = new JsonMapper().readTree(json.toFile());
        JsonNode rows = numbers.path("steps");
        assertThat(rows).hasSize(2 * 2 * Kind.values().length);
        for (JsonNode row : rows) {
            assertThat(row.path("tokensPerSecond").asDouble()).isPositive();
            assertThat(row.path("matmulShare").asDouble()).isBetween(1e-6, 1.5);
            assertThat(table)
                    .contains("%,.0f".formatted(row.path("tokensPerSecond").asDouble()));
        }
        assertThat(numbers.path("routing")).hasSize(2 * 2);
        assertThat(numbers.path("machine").path("threads").asInt()).isEqualTo(1);
        assertThat(table).contains("isobath is x as fast", "realised", "copying");
    }

    @Test
    void a_run_that_is_cut_short_leaves_the_numbers_of_the_courses_it_finished() {
        Path json = folder.resolve("numbers.json");
        List<JsonNode> found = new ArrayList<>();
        PrintStream watching = new PrintStream(log, true, StandardCharsets.UTF_8) {
            @Override
            public void println(String line) {
                super.println(line);
                if (line.contains("bf16")) {
                    found.add(new JsonMapper().readTree(json.toFile()));
                }
            }
        };

        List<String> options =
                List.of("--quick", "--pairs", "1", "--no-peer", "--kinds", "baseline", "--json", json.toString());
        assertThat(BenchCommand.run(options, Map.of(), new PrintStream(out, true, StandardCharsets.UTF_8), watching))
                .isZero();

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().path("steps"))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.path("precision").asString()).isEqualTo("f32"));
    }

    @Test
    void without_pytorch_the_rest_is_measured_and_the_reason_told() {
        int code = BenchCommand.run(
                List.of("--quick", "--pairs", "1", "--kinds", "baseline", "--precisions", "f32"),
                Map.of(PyTorch.PYTHON, folder.resolve("absent").toString()),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(log, true, StandardCharsets.UTF_8));

        assertThat(code).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Not measured:", "pytorch: no " + folder);
    }

    @Test
    void wrong_options_end_with_2_and_a_sentence() {
        assertThat(run("--fast")).isEqualTo(2);

        assertThat(log.toString(StandardCharsets.UTF_8))
                .isEqualTo("isobath: bench training does not know '--fast'; see ./isobath bench training --help\n");
        assertThat(out.size()).isZero();
    }

    @Test
    void a_file_that_cannot_be_written_is_told_before_anything_is_measured() {
        assertThat(run(
                        "--quick",
                        "--json",
                        folder.resolve("nowhere/numbers.json").toString()))
                .isEqualTo(1);

        assertThat(log.toString(StandardCharsets.UTF_8)).contains("cannot write", "nowhere");
    }

    @Test
    void help_names_every_option() {
        assertThat(run("--help")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("--json FILE", "--memory", "--no-peer");
    }

    private int run(String... arguments) {
        return BenchCommand.run(
                List.of(arguments),
                Map.of(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(log, true, StandardCharsets.UTF_8));
    }
}
