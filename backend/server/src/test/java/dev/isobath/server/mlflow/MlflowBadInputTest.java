package dev.isobath.server.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestBrowser;
import dev.isobath.server.TestClients;
import dev.isobath.server.TestResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What clients of MLflow are told when they send something that is not taken. */
@ServerTest
class MlflowBadInputTest {

    private static final String API = "/api/2.0/mlflow";

    @Autowired
    ExperimentTestClient client;

    @Autowired
    TestClients clients;

    private String run;

    @BeforeEach
    void begin() {
        run = post("/runs/create", "{}").text("/run/info/run_id");
    }

    private TestResponse post(String path, String body) {
        return client.post(API + path, body.replace("RUN", String.valueOf(run)));
    }

    private static void refused(TestResponse answer, int status, String code, String message) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.text("/error_code")).isEqualTo(code);
        assertThat(answer.text("/message")).contains(message);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
    }

    @Test
    void fields_that_are_not_known_are_ignored() {
        assertThat(post("/runs/log-metric", """
                        {"run_id": "RUN", "key": "m", "value": 1, "timestamp": "5", "step": "2", "model_id": null, "new": {"a": [1]}}""").status()).isEqualTo(200);
        assertThat(client.get(API + "/runs/get?run_id=" + run + "&run_uuid=" + run + "&more=1")
                        .text("/run/data/metrics/0/key"))
                .isEqualTo("m");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/runs/log-metric | {} | Missing value for required parameter 'run_id'",
                "/runs/log-metric | {\"run_id\": \"RUN\"} | Missing value for required parameter 'key'",
                "/runs/log-metric | {\"run_id\": \"RUN\", \"key\": \"m\"} | parameter 'value'",
                "/runs/log-metric | {\"run_id\": \"RUN\", \"key\": \"m\", \"value\": \"much\"} | Invalid value much for parameter 'value' supplied",
                "/runs/log-metric | {\"run_id\": \"RUN\", \"key\": \"m\", \"value\": {}} | parameter 'value' supplied",
                "/runs/log-metric | {\"run_id\": \"RUN\", \"key\": \"m\", \"value\": 1, \"step\": 1.5} | parameter 'step' supplied",
                "/runs/log-metric | {\"run_id\": \"RUN\", \"key\": \"m\", \"value\": 1, \"timestamp\": \"99999999999999999999\"} | parameter 'timestamp' supplied",
                "/runs/log-metric | {\"run_id\": \"RUN\", \"key\": \"a;b\", \"value\": 1} | names may only have",
                "/runs/log-metric | {\"run_id\": \"RUN\", \"key\": \"a\\u0000\", \"value\": 1} | parameter 'key' supplied",
                "/runs/log-metric | {\"run_id\": [\"RUN\"], \"key\": \"a\", \"value\": 1} | parameter 'run_id' supplied",
                "/runs/log-batch | {\"run_id\": \"RUN\", \"metrics\": 5} | parameter 'metrics' supplied",
                "/runs/log-batch | {\"run_id\": \"RUN\", \"metrics\": [1]} | parameter 'metrics[0]' supplied",
                "/runs/log-batch | {\"run_id\": \"RUN\", \"params\": [{\"value\": \"v\"}]} | 'params[0].key'",
                "/runs/set-tag | {\"run_id\": \"RUN\", \"key\": \"\", \"value\": \"v\"} | parameter 'key' supplied",
                "/runs/update | {\"run_id\": \"RUN\", \"status\": \"DONE\"} | it must be one of RUNNING",
                "/runs/create | {\"experiment_id\": \"0\", \"start_time\": true} | parameter 'start_time' supplied",
                "/runs/search | {\"filter\": \"metrics.a > 1 or metrics.b > 2\"} | conditions are joined by AND",
                "/runs/search | {\"filter\": \"metrics.a > 'x'\"} | compared with a number",
                "/runs/search | {\"filter\": \"params.a > 'x'\"} | texts are compared by",
                "/runs/search | {\"filter\": \"params.a = x\"} | a text needs quotes",
                "/runs/search | {\"filter\": \"params.a = 'x\"} | no closing quote",
                "/runs/search | {\"filter\": \"wrong.a = 'x'\"} | none of metrics, params, tags",
                "/runs/search | {\"filter\": \"attributes.color = 'x'\"} | the attributes of runs are",
                "/runs/search | {\"order_by\": [\"metrics.a UP\"]} | ASC or DESC",
                "/runs/search | {\"max_results\": 50001} | parameter 'max_results' supplied",
                "/runs/search | {\"max_results\": 0} | parameter 'max_results' supplied",
                "/runs/search | {\"page_token\": \"%%%\"} | none of this list",
                "/runs/search | {\"run_view_type\": \"SOME\"} | ACTIVE_ONLY",
                "/experiments/create | {} | Missing value for required parameter 'name'",
                "/experiments/create | {\"name\": \" \"} | must not be empty",
                "/experiments/update | {\"experiment_id\": \"0\", \"new_name\": \"x\"} | always there",
                "/experiments/search | {\"filter\": \"metrics.a > 1\"} | attributes and tags only",
            })
    void values_that_are_not_allowed_are_named(String path, String body, String message) {
        refused(post(path, body), 400, "INVALID_PARAMETER_VALUE", message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "5", "null", "\"text\"", "{} {}", "{\"run_id\": 1, \"run_id\": 2}"})
    void a_body_that_is_no_object_is_refused_everywhere(String body) {
        for (String path : new String[] {
            "/runs/create",
            "/runs/update",
            "/runs/delete",
            "/runs/restore",
            "/runs/search",
            "/runs/log-metric",
            "/runs/log-parameter",
            "/runs/log-batch",
            "/runs/set-tag",
            "/runs/delete-tag",
            "/experiments/create",
            "/experiments/search",
            "/experiments/update",
            "/experiments/delete",
            "/experiments/set-experiment-tag"
        }) {
            refused(post(path, body), 400, "INVALID_PARAMETER_VALUE", "");
        }
    }

    @Test
    void limits_are_those_of_mlflow() {
        String key = "k".repeat(250);
        assertThat(post("/runs/log-metric", metric(key)).status()).isEqualTo(200);
        refused(post("/runs/log-metric", metric(key + "k")), 400, "INVALID_PARAMETER_VALUE", "250 characters");
        assertThat(post("/runs/log-parameter", param("long", "v".repeat(6_000))).status())
                .isEqualTo(200);
        refused(
                post("/runs/log-parameter", param("longer", "v".repeat(6_001))),
                400,
                "INVALID_PARAMETER_VALUE",
                "6000 characters");
        refused(post("/runs/log-batch", batch(1_001, 0, 0)), 400, "INVALID_PARAMETER_VALUE", "at most 1000 metrics");
        refused(post("/runs/log-batch", batch(0, 101, 0)), 400, "INVALID_PARAMETER_VALUE", "at most 100 params");
        refused(post("/runs/log-batch", batch(0, 0, 101)), 400, "INVALID_PARAMETER_VALUE", "at most 100 tags");
        refused(
                post("/runs/log-batch", batch(950, 51, 0)),
                400,
                "INVALID_PARAMETER_VALUE",
                "at most 1000 metrics, params");
        assertThat(post("/runs/log-batch", batch(800, 100, 100)).status()).isEqualTo(200);
        refused(
                post("/runs/set-tag", param("big", "x".repeat(1 << 20))),
                413,
                "REQUEST_LIMIT_EXCEEDED",
                "1048576 bytes");
    }

    private static String metric(String key) {
        return "{\"run_id\": \"RUN\", \"key\": \"%s\", \"value\": 1, \"timestamp\": 1, \"step\": 1}".formatted(key);
    }

    private static String param(String key, String value) {
        return "{\"run_id\": \"RUN\", \"key\": \"%s\", \"value\": \"%s\"}".formatted(key, value);
    }

    private static String batch(int metrics, int params, int tags) {
        return "{\"run_id\": \"RUN\", \"metrics\": [%s], \"params\": [%s], \"tags\": [%s]}"
                .formatted(
                        list(metrics, "{\"key\": \"m%d\", \"value\": 1, \"timestamp\": 1, \"step\": 0}"),
                        list(params, "{\"key\": \"p%d\", \"value\": \"v\"}"),
                        list(tags, "{\"key\": \"t%d\", \"value\": \"v\"}"));
    }

    private static String list(int count, String each) {
        return IntStream.range(0, count).mapToObj(each::formatted).collect(Collectors.joining(","));
    }

    @Test
    void a_param_keeps_its_value_and_a_tag_takes_the_last() {
        assertThat(post("/runs/log-parameter", param("lr", "0.1")).status()).isEqualTo(200);
        assertThat(post("/runs/log-parameter", param("lr", "0.1")).status()).isEqualTo(200);
        refused(
                post("/runs/log-parameter", param("lr", "0.2")),
                400,
                "INVALID_PARAMETER_VALUE",
                "Changing param values is not allowed");
        // Nothing of a batch is stored when a part of it is refused.
        refused(
                post(
                        "/runs/log-batch",
                        "{\"run_id\": \"RUN\", \"metrics\": [{\"key\": \"m\", \"value\": 1}], \"params\": [{\"key\": \"lr\", \"value\": \"1\"}]}"),
                400,
                "INVALID_PARAMETER_VALUE",
                "'lr'");
        assertThat(client.get(API + "/runs/get?run_id=" + run)
                        .json()
                        .at("/run/data/metrics")
                        .size())
                .isZero();
        assertThat(post("/runs/set-tag", param("t", "1")).status()).isEqualTo(200);
        assertThat(post("/runs/set-tag", param("t", "2")).status()).isEqualTo(200);
        assertThat(client.get(API + "/runs/get?run_id=" + run).body()).contains("{\"key\":\"t\",\"value\":\"2\"}");
        assertThat(post("/runs/delete-tag", "{\"run_id\": \"RUN\", \"key\": \"t\"}")
                        .status())
                .isEqualTo(200);
        refused(
                post("/runs/delete-tag", "{\"run_id\": \"RUN\", \"key\": \"t\"}"),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "no tag 't'");
    }

    @Test
    void what_does_not_exist_is_said_so() {
        for (String id : new String[] {"nowhere", "0".repeat(32), "%27", "a b"}) {
            refused(
                    client.get(API + "/runs/get?run_id=" + id.replace(" ", "%20")),
                    404,
                    "RESOURCE_DOES_NOT_EXIST",
                    "no run");
        }
        refused(
                post("/runs/log-metric", metric("m").replace("RUN", "f".repeat(32))),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "");
        refused(post("/runs/create", "{\"experiment_id\": \"77\"}"), 404, "RESOURCE_DOES_NOT_EXIST", "'77'");
        refused(client.get(API + "/experiments/get?experiment_id=x"), 404, "RESOURCE_DOES_NOT_EXIST", "'x'");
        refused(client.get(API + "/runs/unheard-of"), 404, "ENDPOINT_NOT_FOUND", "/runs/unheard-of");
        refused(client.post(API + "/runs/log-model", "{}"), 404, "ENDPOINT_NOT_FOUND", "/runs/log-model");
        refused(client.get(API + "/artifacts/list?run_id=" + run), 404, "ENDPOINT_NOT_FOUND", "artifacts");
        refused(client.get(API + "/metrics/get-history?run_id=" + run), 400, "INVALID_PARAMETER_VALUE", "metric_key");
    }

    @Test
    void clients_without_a_token_are_told_so_and_may_ask_for_the_version() {
        TestBrowser anybody = new TestBrowser(clients.url());
        assertThat(anybody.get("/api/3.0/mlflow/server-info").status()).isEqualTo(404);
        assertThat(client.get("/api/3.0/mlflow/server-info").status()).isEqualTo(404);
        TestBrowser.Response refused = anybody.get(API + "/experiments/search");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.body().path("error_code").asString()).isEqualTo("UNAUTHENTICATED");
    }
}
