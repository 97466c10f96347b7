package dev.isobath.spec.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

class MetricTest {

    private static final Path PAGE = Path.of("..", "..", "docs", "metrics.md");
    private static final Path CATALOGUE = Path.of("..", "..", "frontend", "src", "shared", "metrics", "catalogue.json");
    private static final Path TARGET = Path.of("target", "metrics");

    @Test
    void no_two_metrics_have_one_name() {
        assertThat(Metric.values())
                .extracting(metric -> metric.word() + metric.scope().suffix())
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z][a-z_]*(/L(/P)?)?"));
    }

    @Test
    void a_name_has_as_many_numbers_as_the_metric_has_places() {
        assertThat(Metric.TRAIN_LOSS.text()).isEqualTo("train_loss");
        assertThat(Metric.ROUTER_MEAN.at(3)).isEqualTo("router_mean/3");
        assertThat(Metric.EXPERT_LOAD.at(3, 0)).isEqualTo("expert_load/3/0");
        assertThatThrownBy(Metric.ROUTER_MEAN::text).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Metric.TRAIN_LOSS.at(3)).hasMessageContaining("train_loss/3");
    }

    @Test
    void the_page_explains_every_metric() throws IOException {
        for (Group group : Group.values()) {
            Path written = write(group + ".md", table(group));
            assertThat(Files.readString(PAGE, StandardCharsets.UTF_8))
                    .as("docs/metrics.md should hold %s", written)
                    .contains("## " + group.title() + "\n\n" + table(group));
        }
    }

    private static String table(Group group) {
        return Arrays.stream(Metric.values())
                .filter(metric -> metric.group() == group)
                .map(metric -> "| `%s` | %s | %s | %s |\n"
                        .formatted(
                                metric.word() + metric.scope().suffix(),
                                metric.unit(),
                                metric.pace().text(),
                                metric.meaning()))
                .collect(Collectors.joining("", "| name | unit | when | definition |\n|---|---|---|---|\n", ""));
    }

    @Test
    void the_dashboard_has_the_same_catalogue() throws IOException {
        JsonMapper json =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        ArrayNode all = json.createArrayNode();
        for (Metric metric : Metric.values()) {
            all.addObject()
                    .put("word", metric.word())
                    .put("scope", metric.scope().text())
                    .put("group", metric.group().name().toLowerCase(java.util.Locale.ROOT))
                    .put("unit", metric.unit())
                    .put("title", metric.title())
                    .put("meaning", metric.meaning());
        }
        Path written = write("catalogue.json", json.writeValueAsString(all));
        assertThat(json.readTree(Files.readString(CATALOGUE, StandardCharsets.UTF_8)))
                .as("the catalogue has changed; when that is meant: cp backend/spec/%s %s", written, CATALOGUE)
                .isEqualTo(all);
    }

    private static Path write(String name, String content) throws IOException {
        Files.createDirectories(TARGET);
        return Files.writeString(TARGET.resolve(name), content);
    }
}
