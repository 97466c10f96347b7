package dev.isobath.server.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestBrowser;
import dev.isobath.server.TestClients;
import dev.isobath.server.TestUsers;
import dev.isobath.server.curves.CurveWriter;
import dev.isobath.server.studies.FinishedStudies;
import dev.isobath.spec.protocol.StepReport;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Links to studies. What links to studies and to experiments have in common is in {@link SharingTest}. */
@ServerTest
class StudySharingTest {

    private static final String STUDY = """
            name: depth of the shelf
            question: Is it the depth?
            design: seeds
            base:
              data: {corpus: shelf, sequenceLength: 8}
              training: {batch: 2, budget: {steps: 5}}
            variants:
              - {name: baseline, change: {architecture: {kind: baseline, layers: 2, width: 8, heads: 1}}}
              - {name: mod, change: {architecture: {kind: mod, layers: 2, width: 8, heads: 1, capacity: 0.5}}}
            seeds: [1, 2, 3]
            """;

    @Autowired
    ExperimentTestClient client;

    @Autowired
    TestClients clients;

    @Autowired
    TestUsers users;

    @Autowired
    CurveWriter curves;

    private TestUsers.Member owner;
    private TestBrowser stranger;
    private String study;

    @BeforeEach
    void finishAStudy() {
        owner = users.member("Wilhelmina");
        stranger = new TestBrowser(clients.url());
        study = FinishedStudies.finished(
                client, STUDY, row -> row.path("variant").asString().equals("mod") ? 2.9 : 3);
    }

    @AfterEach
    void clear() {
        client.database().sql("delete from study").update();
        client.database().sql("delete from experiment").update();
    }

    private JsonNode share() {
        TestBrowser.Response answer =
                owner.browser().post("/api/shares", "{'study': '%s', 'title': 'Ours'}".formatted(study));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.body();
    }

    private static String path(JsonNode share) {
        return "/api/shared/" + share.path("token").asString();
    }

    @Test
    void a_link_shows_the_report_of_a_study_signed_out() {
        JsonNode share = share();
        assertThat(share.path("kind").asString()).isEqualTo("study");
        assertThat(share.path("studyName").asString()).isEqualTo("depth of the shelf");
        TestBrowser.Response answer = stranger.get(path(share));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("X-Robots-Tag")).isEqualTo("noindex");
        JsonNode report = answer.body().path("study");
        assertThat(report.path("question").asString()).isEqualTo("Is it the depth?");
        assertThat(report.at("/plan/rows")).hasSize(6);
        assertThat(report.at("/analysis/verdicts/0/variant").asString()).isEqualTo("mod");
        assertThat(stranger.get(path(share) + "/study?axis=parameters")
                        .body()
                        .at("/analysis/axis")
                        .asString())
                .isEqualTo("PARAMETERS");
        TestBrowser.Response archive = stranger.get(path(share) + "/archive");
        assertThat(archive.status()).isEqualTo(200);
        assertThat(archive.header("Content-Type")).isEqualTo("application/zip");
        assertThat(archive.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void a_link_to_a_study_shows_nothing_of_its_people_and_of_other_experiments() {
        UUID other = client.queue("not of the study", 5, 0);
        client.database()
                .sql("update experiment set created_by = cast(:id as uuid), notes = 'confidential remark'")
                .param("id", owner.id())
                .update();
        client.database()
                .sql("update study set created_by = cast(:id as uuid), created_by_name = 'Wilhelmina'")
                .param("id", owner.id())
                .update();
        client.post("/api/studies/" + study + "/additions", "{\"seeds\": [4]}");
        TestBrowser.Response answer = stranger.get(path(share()));
        JsonNode report = answer.body().path("study");
        assertThat(report.at("/plan/rows/6/decision").asString()).isEqualTo("OK");
        assertThat(report.at("/plan/rows")).allSatisfy(row -> {
            assertThat(row.path("same").isNull()).isTrue();
            assertThat(row.path("seconds").isNull()).isTrue();
        });
        assertThat(report.at("/plan/pastError").isNull()).isTrue();
        assertThat(answer.text())
                .doesNotContain("Wilhelmina", owner.email(), owner.id(), "confidential", "not of the study")
                .doesNotContain(other.toString(), study);
        assertThat(stranger.get("/api/studies/" + study + "/report").status()).isEqualTo(401);
        assertThat(stranger.get("/api/studies/" + study + "/archive").status()).isEqualTo(401);
    }

    @Test
    void the_curves_of_a_link_are_those_of_the_experiments_of_its_study() {
        UUID other = client.queue("other", 5, 0);
        String first = client.get("/api/studies/" + study + "/plan").text("/rows/0/experiment");
        for (UUID id : List.of(other, UUID.fromString(first))) {
            curves.append(
                    id,
                    IntStream.rangeClosed(1, 5)
                            .mapToObj(step -> new StepReport(
                                    step, step * 16.0, step * 1e6, step, Map.of("train_loss", 5.0 / step)))
                            .toList());
        }
        String address = path(share()) + "/curves?metrics=train_loss&x=flops&experiments=";
        TestBrowser.Response answer = stranger.get(address + first);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.body().path("experiments")).hasSize(1);
        assertThat(answer.body().at("/experiments/0/curves/0/y")).hasSize(5);
        assertThat(stranger.get(address + first + "," + other).status()).isEqualTo(400);
        assertThat(stranger.get(path(share()) + "/events").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/study", "/archive", "/curves", "/events"})
    void a_revoked_link_and_one_to_a_deleted_study_look_like_an_unknown_one(String part) {
        JsonNode revoked = share();
        owner.browser().delete("/api/shares/" + revoked.path("id").asString());
        assertThat(stranger.get(path(revoked) + part).status()).isEqualTo(404);
        JsonNode ofDeleted = share();
        client.send(client.request("/api/studies/" + study).DELETE(), client.token());
        TestBrowser.Response answer = stranger.get(path(ofDeleted) + part);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().path("detail").asString()).contains("this link is not valid");
        JsonNode listed = owner.browser()
                .get("/api/shares")
                .body()
                .path("shares")
                .valueStream()
                .filter(each -> each.path("id").equals(ofDeleted.path("id")))
                .findFirst()
                .orElseThrow();
        assertThat(listed.path("kind").asString()).isEqualTo("study");
        assertThat(listed.path("studyName").isNull()).isTrue();
    }

    @Test
    void a_link_shows_a_study_or_experiments_and_the_study_exists() {
        String experiment = client.get("/api/studies/" + study + "/plan").text("/rows/0/experiment");
        TestBrowser browser = owner.browser();
        assertThat(browser.post("/api/shares", "{'study': '%s', 'experiments': ['%s']}".formatted(study, experiment))
                        .pointers())
                .containsExactly("/study");
        assertThat(browser.post("/api/shares", "{'study': '%s'}".formatted(UUID.randomUUID()))
                        .pointers())
                .containsExactly("/study");
        JsonNode ofExperiment = browser.post("/api/shares", "{'experiments': ['%s']}".formatted(experiment))
                .body();
        assertThat(stranger.get(path(ofExperiment) + "/study").status()).isEqualTo(404);
        assertThat(stranger.get(path(ofExperiment)).body().path("study").isNull())
                .isTrue();
    }
}
