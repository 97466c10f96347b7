package dev.isobath.server.problems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestResponse;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Goes over every endpoint that the server has. A new endpoint is in these tests by itself. */
@ServerTest
class UnknownInputTest {

    private static final String WORKER_PROTOCOL = "/api/worker/";
    private static final String MLFLOW = "/api/2.0/mlflow";

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping mapping;

    @Autowired
    ExperimentTestClient client;

    private record Endpoint(String method, String pattern, RequestMappingInfo info, HandlerMethod handler) {

        String address(UUID experiment) {
            return pattern.replace("{project}", "default")
                    .replace("{token}", "unknown")
                    .replace("{name}", "north")
                    .replace("{id}", experiment.toString());
        }

        boolean takesForm() {
            return info.getConsumesCondition().getConsumableMediaTypes().contains(MediaType.MULTIPART_FORM_DATA);
        }

        /** False for uploads, whose body is a file. */
        boolean takesFields() {
            return !method.equals("GET")
                    && !takesForm()
                    && Arrays.stream(handler.getMethodParameters())
                            .noneMatch(parameter -> InputStream.class.isAssignableFrom(parameter.getParameterType()));
        }

        /** A media type that selects this endpoint. */
        String contentType() {
            return info.getConsumesCondition().getConsumableMediaTypes().stream()
                    .findFirst()
                    .orElse(MediaType.APPLICATION_JSON)
                    .toString();
        }

        @Override
        public String toString() {
            return method + " " + pattern + (takesForm() ? " (form)" : "");
        }
    }

    private List<Endpoint> endpoints() {
        List<Endpoint> endpoints = mapping.getHandlerMethods().entrySet().stream()
                .filter(entry -> entry.getValue().getBeanType().getName().startsWith("dev.isobath."))
                .flatMap(entry -> endpoints(entry.getKey(), entry.getValue()))
                .filter(endpoint -> !endpoint.pattern().startsWith(WORKER_PROTOCOL))
                // Clients of MLflow of different versions send different fields.
                .filter(endpoint -> !endpoint.pattern().startsWith(MLFLOW))
                .toList();
        assertThat(endpoints)
                .hasSizeGreaterThan(40)
                .anyMatch(endpoint -> endpoint.toString().equals("POST /api/experiments/{id}/clone"));
        return endpoints;
    }

    private static Stream<Endpoint> endpoints(RequestMappingInfo info, HandlerMethod handler) {
        return info.getPatternValues().stream()
                .flatMap(pattern -> info.getMethodsCondition().getMethods().stream()
                        .map(RequestMethod::name)
                        .map(method -> new Endpoint(method, pattern, info, handler)));
    }

    private TestResponse send(Endpoint endpoint, String query, String type, String body) {
        UUID experiment = client.queue("asked", 5, 0);
        client.clear();
        HttpRequest.Builder request = client.request(endpoint.address(experiment) + query)
                .method(
                        endpoint.method(),
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        return client.send(request.header("Content-Type", type), client.token());
    }

    @TestFactory
    Stream<DynamicTest> an_unknown_parameter_is_refused_by_name() {
        return endpoints().stream()
                .map(endpoint -> DynamicTest.dynamicTest(endpoint.toString(), () -> {
                    TestResponse reply = endpoint.takesForm()
                            ? send(endpoint, "?unknwon=1", FORM, form("name"))
                            : send(endpoint, "?unknwon=1", endpoint.contentType(), "");
                    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
                    assertThat(reply.text("/detail")).startsWith("unknwon: is not a pa");
                }));
    }

    @TestFactory
    Stream<DynamicTest> an_unknown_field_is_refused_with_a_pointer() {
        return endpoints().stream()
                .filter(Endpoint::takesFields)
                .map(endpoint -> DynamicTest.dynamicTest(endpoint.toString(), () -> {
                    TestResponse reply = send(endpoint, "", "application/json", "{\"unknwon\": 1}");
                    assertThat(reply.status()).as(reply.body()).isEqualTo(422);
                    assertThat(reply.json()
                                    .path("errors")
                                    .valueStream()
                                    .map(error -> error.path("pointer").asString()))
                            .contains("/unknwon");
                }));
    }

    @TestFactory
    Stream<DynamicTest> an_unknown_part_is_refused_by_name() {
        return endpoints().stream()
                .filter(Endpoint::takesForm)
                .map(endpoint -> DynamicTest.dynamicTest(endpoint.toString(), () -> {
                    for (String part : List.of("unknwon", "unknwon\"; filename=\"x.txt")) {
                        TestResponse reply = send(endpoint, "", FORM, form(part));
                        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
                        assertThat(reply.text("/detail")).startsWith("unknwon: is not a part of this form");
                    }
                }));
    }

    private static final String FORM = "multipart/form-data; boundary=border";

    private static String form(String part) {
        return "--border\r\nContent-Disposition: form-data; name=\"" + part + "\"\r\n\r\n1\r\n--border--\r\n";
    }

    // --- the nearest name

    @Test
    void the_nearest_parameter_part_and_metric_are_named() {
        UUID id = client.queue("named", 5, 0);
        String list = "/api/projects/default/experiments";
        Map<String, String> answers = Map.ofEntries(
                Map.entry(list + "?stat=RUNNING", "stat: is not a parameter of this address; did you mean 'state'?"),
                Map.entry(
                        "/api/experiments/" + id + "/curves?metric=x",
                        "metric: is not a parameter of this address; did you mean 'metrics'?"),
                Map.entry(
                        "/api/experiments/" + id + "/curves?metrics=trian_loss",
                        "metrics: 'trian_loss' is not a metric; did you mean 'train_loss'?"),
                Map.entry(
                        "/api/curves?experiments=" + id + "&metrics=train_loss,gradiant_norm/3",
                        "metrics: 'gradiant_norm/3' is not a metric; did you mean 'gradient_norm'?"),
                Map.entry(
                        "/api/curves?experiments=" + id + "&metrics=train_loss/3",
                        "metrics: 'train_loss/3' is not a metric; its names have the form train_loss"),
                Map.entry(
                        list + "?kind=basline",
                        "kind: 'basline' is not one of baseline, moe, mod, staged-mode, integrated-mode, external; did you mean 'baseline'?"),
                Map.entry(list + "?limit=1&limit=2", "limit: is given 2 times; give it once"));
        answers.forEach((address, detail) -> {
            TestResponse reply = client.get(address);
            assertThat(reply.status()).as(address).isEqualTo(400);
            assertThat(reply.text("/detail")).isEqualTo(detail);
        });
        for (String known :
                List.of("train_loss", "gradient_norm", "gradient_norm/3", "expert_load/*", "expert_load/0/1")) {
            assertThat(client.get("/api/experiments/" + id + "/curves?metrics=" + known)
                            .status())
                    .as(known)
                    .isEqualTo(200);
        }
        TestResponse part = client.send(
                client.request("/api/projects/default/corpora")
                        .header("Content-Type", FORM)
                        .POST(HttpRequest.BodyPublishers.ofString(form("feild"))),
                client.token());
        assertThat(part.status()).isEqualTo(400);
        assertThat(part.text("/detail")).isEqualTo("feild: is not a part of this form; did you mean 'field'?");
        client.clear();
    }

    @Test
    void a_token_or_a_share_with_an_end_of_its_own_is_refused() {
        for (String address : List.of("/api/tokens", "/api/shares")) {
            TestResponse reply = client.post(address, "{\"name\": \"ci\", \"expiresAt\": \"2027-01-01T00:00:00Z\"}");
            assertThat(reply.status()).isEqualTo(422);
            assertThat(reply.body())
                    .contains("\"pointer\":\"/expiresAt\"")
                    .contains("is not a field here; did you mean 'expiresInDays'?");
        }
        TestResponse scope = client.post("/api/tokens", "{\"name\": \"ci\", \"scope\": \"read\"}");
        assertThat(scope.status()).isEqualTo(422);
        assertThat(scope.text("/detail")).isEqualTo("/scope: is not a field here; the fields are name, expiresInDays");
    }

    // --- values

    @Test
    void values_of_another_type_are_refused_in_our_own_words() {
        UUID id = client.queue("typed", 5, 0);
        Map<String, String> answers = Map.of(
                "{\"priority\": 1.5}", "/priority: must be a whole number",
                "{\"priority\": \"1\"}", "/priority: must be a whole number",
                "{\"priority\": 1e12}", "/priority: must be between -2147483648 and 2147483647",
                "{\"name\": 17}", "/name: must be a string",
                "{\"tags\": \"a\"}", "/tags: must be a list",
                "{\"tags\": [\"a\", null]}", "/tags/1: must not be null",
                "[]", "must be an object",
                "null", "must be an object");
        answers.forEach((body, detail) -> {
            TestResponse reply = client.patch("/api/experiments/" + id, body);
            assertThat(reply.status()).as(body).isEqualTo(422);
            assertThat(reply.text("/detail")).isEqualTo(detail);
        });
        assertThat(client.patch("/api/experiments/" + id, "{\"priority\": 3.0}")
                        .json()
                        .path("priority")
                        .asInt())
                .isEqualTo(3);
        client.clear();
    }

    @Test
    void a_body_that_is_not_json_is_refused_in_our_own_words() {
        UUID id = client.queue("broken", 5, 0);
        Map<String, String> answers = Map.of(
                "{\"priority\": 1} {}", "there is more text after the end of the JSON (line 1, column ",
                "{\"priority\": 1", "the JSON ends too early (line 1, column ",
                "{\"priority\": 1, \"priority\": 2}", "a field of the JSON is given twice (line 1, column ",
                "{priority: 1}", "the body is not JSON (line 1, column ");
        answers.forEach((body, detail) -> {
            TestResponse reply = client.patch("/api/experiments/" + id, body);
            assertThat(reply.status()).as(body).isEqualTo(400);
            assertThat(reply.text("/detail")).startsWith(detail);
        });
        client.clear();
    }

    @Test
    void an_address_without_a_body_accepts_an_empty_object() {
        UUID id = client.queue("stopped", 5, 0);
        TestResponse text = client.post("/api/experiments/" + id + "/cancel", "now", "text/plain");
        assertThat(text.status()).isEqualTo(400);
        assertThat(text.text("/detail")).isEqualTo("this address takes no body; leave it out");
        assertThat(client.post("/api/experiments/" + id + "/cancel", "{}").status())
                .isEqualTo(200);
    }

    @Test
    void the_description_of_the_api_and_the_worker_protocol_ignore_what_they_do_not_know() {
        assertThat(client.get("/api/openapi?unknwon=1").status()).isEqualTo(200);
        TestResponse lease = client.send(
                client.request("/api/worker/lease?unknwon=1")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("""
                                {"node": "newer", "labels": [], "waitSeconds": 0, "unknwon": {"a": 1},
                                 "description": {"hostname": "h", "slots": 1, "cores": 1, "memoryBytes": 0, "device": "cpu",
                                                 "version": "9", "unknwon": 1}}
                                """)),
                client.workerToken());
        assertThat(lease.status()).as(lease.body()).isIn(200, 204);
    }
}
