package dev.isobath.server.studies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Reports of studies and the files that they are downloaded as. */
@ServerTest
class StudyReportTest {

    private static final String ISOFLOP = """
            name: sizes
            question: Which size is best?
            design: isoflop
            base:
              data: {corpus: shelf, sequenceLength: 8}
              training: {batch: 1}
            variants:
              - {name: baseline, change: {architecture: {kind: baseline}}}
              - {name: mod, change: {architecture: {kind: mod, capacity: 0.5}}}
            budgets: [2e8]
            sizes: {widths: [8, 16, 24], headWidth: 8, widthPerLayer: 4}
            seeds: [1, 2]
            """;

    @Autowired
    ExperimentTestClient client;

    @AfterEach
    void clear() {
        client.database().sql("delete from study").update();
        client.database().sql("delete from experiment").update();
    }

    private String finished(String yaml) {
        return FinishedStudies.finished(
                client,
                yaml,
                row -> 3
                        + Math.abs(row.path("width").asInt() - 16) / 100.0
                        + row.path("seed").asInt() * 0.001);
    }

    private JsonNode report(String id) {
        TestResponse reply = client.get("/api/studies/" + id + "/report");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }

    @Test
    void a_report_has_all_that_the_page_says_and_what_it_cannot_say() {
        JsonNode report = report(finished(ISOFLOP));
        assertThat(report.path("question").asString()).isEqualTo("Which size is best?");
        assertThat(report.at("/progress/finished").asInt()).isEqualTo(12);
        assertThat(report.at("/plan/rows")).hasSize(12);
        assertThat(report.at("/analysis/verdicts")).hasSize(1);
        assertThat(texts(report.path("limits")))
                .anySatisfy(limit -> assertThat(limit).startsWith("There is one budget, 2.00e8 FLOPs."))
                .anySatisfy(limit -> assertThat(limit).startsWith("Learning rates were not swept."))
                .anySatisfy(limit -> assertThat(limit).contains("one corpus, shelf"))
                .noneSatisfy(limit -> assertThat(limit).contains("one seed"));
    }

    @Test
    void runs_that_are_missing_are_limits_of_the_report() {
        String yaml = ISOFLOP.replace("seeds: [1, 2]", "");
        TestResponse study = client.post("/api/projects/default/studies", yaml, "application/yaml");
        String id = study.text("/id");
        client.patch("/api/studies/" + id + "/plan", "{\"drop\": [\"mod, 2e8 FLOPs, 6 × 24, seed 1\"]}");
        assertThat(texts(report(id).path("limits")))
                .containsExactly(
                        "0 of 6 experiments are finished, and the results are of these only: 5 not launched.",
                        "1 row of the plan is not run: dropped by hand.");
    }

    @Test
    void the_document_of_a_report_makes_the_same_study_again() {
        String id = finished(ISOFLOP);
        client.post("/api/studies/" + id + "/additions", "{\"widths\": [32]}");
        JsonNode reproduction = report(id).path("reproduction");
        String command = reproduction.path("command").asString();
        String digest = reproduction.at("/corpora/0/sha256").asString();
        assertThat(digest).hasSize(64);
        assertThat(reproduction.at("/corpora/0/name").asString()).isEqualTo("shelf");
        assertThat(command)
                .contains("# The corpus shelf: 10,000 bytes", digest, "--data-binary @study.yaml")
                .contains("\"$ISOBATH/api/projects/default/studies\"");
        TestResponse again = client.post(
                "/api/projects/default/studies", reproduction.path("study").asString(), "application/yaml");
        assertThat(again.status()).as(again.body()).isEqualTo(201);
        assertThat(keys(again.text("/id"))).isEqualTo(keys(id)).hasSize(16);
        assertThat(client.get("/api/studies/" + again.text("/id") + "/plan")
                        .json()
                        .at("/totals/reused")
                        .asInt())
                .isEqualTo(12);
    }

    private List<String> keys(String id) {
        return StreamSupport.stream(
                        client.get("/api/studies/" + id + "/plan")
                                .json()
                                .path("rows")
                                .spliterator(),
                        false)
                .map(row -> row.path("key").asString())
                .sorted()
                .toList();
    }

    @Test
    void an_archive_has_the_report_the_study_and_every_table() throws Exception {
        String id = finished(ISOFLOP);
        HttpResponse<byte[]> reply = download(id);
        assertThat(reply.headers().firstValue("Content-Disposition").orElse("")).contains("sizes.zip");
        Map<String, String> files = files(reply.body());
        assertThat(files.keySet())
                .containsExactly(
                        "report.md",
                        "report.json",
                        "study.yaml",
                        "reproduce.sh",
                        "plan.csv",
                        "runs.csv",
                        "verdicts.csv",
                        "best-sizes.csv",
                        "surfaces.csv",
                        "learning-rates.csv",
                        "means.csv",
                        "best-settings.csv");
        assertThat(file(files, "report.md"))
                .startsWith("# sizes\n\nWhich size is best?\n")
                .contains("## Verdicts", "## Best sizes", "## Plan", "## Limits", "## Reproduce")
                .contains("| mod, 2.00e8 FLOPs | ");
        assertThat(file(files, "plan.csv").lines()).hasSize(13);
        assertThat(file(files, "runs.csv").lines())
                .hasSize(13)
                .allSatisfy(line -> assertThat(line.split(",").length).isGreaterThanOrEqualTo(16));
        assertThat(file(files, "verdicts.csv").lines()).hasSize(2);
    }

    @Test
    void the_words_of_users_are_text_in_every_file() throws Exception {
        String id = finished(ISOFLOP.replace("name: sizes", "name: '<script>alert(1)</script> | `x` *y*'")
                .replace("{name: mod, ", "{name: '=1+1|\"a\",b', ")
                .replace("question: Which size is best?", "question: '# no [link](javascript:x)'"));
        Map<String, String> files = files(download(id).body());
        assertThat(file(files, "report.md"))
                .startsWith(
                        "# \\<script\\>alert(1)\\</script\\> \\| \\`x\\` \\*y\\*\n\n\\# no \\[link\\](javascript:x)\n")
                .contains("| =1+1\\|\"a\",b, 2.00e8 FLOPs | ");
        assertThat(file(files, "verdicts.csv")).contains("\r\n\"'=1+1|\"\"a\"\",b\",baseline,2.0E8,");
        assertThat(file(files, "means.csv")).contains("\r\n\"'=1+1|\"\"a\"\",b\",");
    }

    private static String file(Map<String, String> files, String name) {
        return files.getOrDefault(name, "");
    }

    private HttpResponse<byte[]> download(String id) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> reply = http.send(
                    client.request("/api/studies/" + id + "/archive")
                            .header("Authorization", "Bearer " + client.token())
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertThat(reply.statusCode()).isEqualTo(200);
            return reply;
        }
    }

    private static Map<String, String> files(byte[] archive) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive), StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    @Test
    void there_is_no_report_of_no_study_and_a_bad_axis_is_named() {
        String nowhere = "/api/studies/00000000-0000-0000-0000-000000000000";
        assertThat(client.get(nowhere + "/report").status()).isEqualTo(404);
        assertThat(client.get(nowhere + "/archive").status()).isEqualTo(404);
        String id = finished(ISOFLOP);
        assertThat(client.get("/api/studies/" + id + "/report?axis=width").text("/detail"))
                .contains("axis");
        assertThat(client.get("/api/studies/" + id + "/archive?baseline=nobody").text("/detail"))
                .contains("'nobody'");
    }
}
