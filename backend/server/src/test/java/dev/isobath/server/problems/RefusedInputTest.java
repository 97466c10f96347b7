package dev.isobath.server.problems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.RawHttp;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestClients;
import dev.isobath.server.TestResponse;
import dev.isobath.spec.protocol.Finish;
import dev.isobath.spec.protocol.ReportBatch;
import dev.isobath.spec.protocol.StepReport;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Input that the container or the database cannot take is refused, in a problem document. */
@ServerTest
class RefusedInputTest {

    private static final String LIST = "GET /api/projects/default/experiments";

    @Autowired
    TestClients clients;

    @Autowired
    ExperimentTestClient client;

    private RawHttp http() {
        return new RawHttp(clients.url());
    }

    private String authorization() {
        return "Authorization: Bearer " + client.token();
    }

    @ParameterizedTest
    @CsvSource({
        "?tag=%zz, has a '%' at character 5",
        "?tag=%, has a '%' at character 5",
        "?tag=a%4, has a '%' at character 6",
        "?tag=%00, has the character NUL",
        "?q=a%00b, has the character NUL",
        "?tag=%ED%A0%80, is not UTF-8",
        "?tag=%FF, is not UTF-8",
        "?%C0%80=x, is not UTF-8"
    })
    void a_query_that_is_not_percent_encoded_text_is_refused(String query, String words) {
        RawHttp.Answer answer = http().send(LIST + query + " HTTP/1.1", authorization());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("/problems/malformed");
        assertThat(answer.detail()).contains(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?tag=%EA%B0%80", "?tag=a+b", "?tag=%25", "?q=%F0%9F%98%80", "?tag="})
    void other_queries_are_read(String query) {
        assertThat(http().send(LIST + query + " HTTP/1.1", authorization()).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%zz", "/api/experiments/%00", "/%ED%A0%80", "/api/..;/x", "/a%2Fb", "/api/%2e%2e/x"})
    void a_path_that_is_no_text_or_not_plain_is_refused_in_a_problem_document(String path) {
        RawHttp.Answer answer = http().send("GET " + path + " HTTP/1.1", authorization());
        assertThat(answer.status()).isBetween(400, 404);
        assertThat(answer.problem()).as(answer.toString()).startsWith("/problems/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"***", "AAAAAAAA", "/w==", "%00", "YQBi", "MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAw"})
    void a_session_cookie_that_is_no_session_is_nobody(String cookie) {
        RawHttp.Answer answer = http().send("GET /api/users HTTP/1.1", "Cookie: isobath_session=" + cookie);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.problem()).isEqualTo("/problems/unauthorized");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=other",
                "multipart/form-data; boundary=\"a"
            })
    void a_form_without_its_boundary_is_refused(String type) {
        for (String collection : new String[] {"corpora", "tokenizers"}) {
            String body =
                    "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nsome text\r\n";
            RawHttp.Answer answer = http().sendWhole("POST /api/projects/default/" + collection
                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + authorization() + "\r\nContent-Type: "
                    + type
                    + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            assertThat(answer.status()).as(type + answer).isIn(400, 415, 422);
            assertThat(answer.problem()).startsWith("/problems/");
        }
    }

    @Test
    void the_address_of_errors_is_not_a_page() {
        RawHttp.Answer answer = http().send("GET /error HTTP/1.1");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.problem()).isEqualTo("/problems/not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/tokens", "/api/projects/default/experiments", "/api/nothing"})
    void a_post_of_nobody_is_not_signed_in(String path) {
        RawHttp.Answer answer = http().send("POST " + path + " HTTP/1.1", "Content-Length: 0");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.problem()).isEqualTo("/problems/unauthorized");
    }

    @Test
    void a_nul_in_a_text_for_the_database_is_refused() {
        UUID experiment = client.queue("plain", 3, 0);
        for (TestResponse refused : new TestResponse[] {
            client.patch("/api/experiments/" + experiment, "{\"name\": \"nul\\u0000\"}"),
            client.patch("/api/experiments/" + experiment, "{\"notes\": \"nul\\u0000\"}"),
            client.patch("/api/experiments/" + experiment, "{\"tags\": [\"nul\\u0000\"]}"),
            client.post("/api/tokens", "{\"name\": \"nul\\u0000\"}"),
        }) {
            assertThat(refused.status()).as(refused.body()).isIn(400, 422);
            assertThat(refused.text("/type")).startsWith("/problems/");
        }
        client.clear();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'labels': [null]           | /labels/0",
                "'labels': ['a\\u0000']     | /labels/0",
                "'node': 'n\\u0000'         | /node",
                "'node': null               | /node",
                "'description': null        | /description",
                "'description': {'slots': -1, 'cores': 1, 'memoryBytes': 0, 'hostname': 'h', 'device': 'cpu', 'version': '1'} | /description/slots",
                "'description': {'slots': 1, 'cores': 1, 'memoryBytes': 0, 'hostname': 'h\\u0000', 'device': 'cpu', 'version': '1'} | /description/hostname",
                "'description': {'slots': 1, 'cores': 1, 'memoryBytes': 0, 'device': 'cpu', 'version': '1'} | /description/hostname",
            })
    void a_worker_node_with_a_broken_description_is_refused(String field, String pointer) {
        TestResponse refused = lease(field);
        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.text("/errors/0/pointer")).isEqualTo(pointer);
        assertThat(client.get("/api/workers").status()).isEqualTo(200);
    }

    private TestResponse lease(String field) {
        String name = field.substring(0, field.indexOf(':'));
        String others = Map.of(
                        "'node'", "'node': 'n'",
                        "'labels'", "'labels': []",
                        "'description'",
                                "'description': {'slots': 1, 'cores': 1, 'memoryBytes': 0, 'hostname': 'h', 'device': 'cpu', 'version': '1'}")
                .entrySet()
                .stream()
                .filter(other -> !other.getKey().equals(name))
                .map(Map.Entry::getValue)
                .collect(Collectors.joining(", "));
        return client.send(
                client.request("/api/worker/lease")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                ("{'waitSeconds': 0, " + others + ", " + field + "}").replace('\'', '"'))),
                client.workerToken());
    }

    @Test
    void a_row_that_was_written_before_labels_were_checked_does_not_hide_the_others() {
        client.database().sql("""
                        insert into worker_node (name, hostname, slots, cores, memory_bytes, device, version, labels, last_seen_at)
                        values ('old', 'h', 1, 1, 0, 'cpu', '1', array[null, 'cuda'], now())
                        """).update();
        TestResponse workers = client.get("/api/workers");
        assertThat(workers.status()).isEqualTo(200);
        assertThat(workers.body()).contains("\"labels\":[\"cuda\"]");
    }

    @Test
    void a_nul_in_what_an_attempt_prints_is_replaced_and_one_in_the_name_of_a_metric_refused() {
        client.clear();
        UUID experiment = client.queue("prints", 3, 0);
        TestAttempt attempt = client.node("printer").lease();
        assertThat(attempt.post("/reports", new ReportBatch(1, List.of(), List.of("a\0b")))
                        .status())
                .isEqualTo(200);
        TestResponse refused = attempt.report(
                new ReportBatch(2, List.of(new StepReport(1, 16, 100, 0.5, Map.of("train\0loss", 1.0))), List.of()));
        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(attempt.post("/finish", new Finish(Finish.Outcome.FAILED, 1, "why\0", List.of()))
                        .status())
                .isEqualTo(204);
        assertThat(client.get("/api/experiments/" + experiment + "/logs").body())
                .contains("a\uFFFDb");
    }
}
