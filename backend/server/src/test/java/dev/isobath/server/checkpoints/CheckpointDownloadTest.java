package dev.isobath.server.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerTest;
import dev.isobath.server.TestAttempt;
import dev.isobath.server.TestResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Downloads of checkpoints. */
@ServerTest
class CheckpointDownloadTest {

    private static final String SPEC = "{\"name\":\"tiny\",\"seed\":7}";

    /** Numbers whose bytes are letters, so that the file is a text. */
    private static final String NUMBERS = "weight-1" + "moment-m" + "moment-v" + "wt-2" + "moment-m" + "moment-v";

    private static final String HEADER = """
            {"__metadata__": {"format": "isobath-checkpoint/1", "spec": "%s", "step": "4", "crc32c": "00000000"},
             "model.norm.gain": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
             "optimizer.m.norm.gain": {"dtype": "F32", "shape": [2], "data_offsets": [8, 16]},
             "optimizer.v.norm.gain": {"dtype": "F32", "shape": [2], "data_offsets": [16, 24]},
             "model.output": {"dtype": "F32", "shape": [1, 1], "data_offsets": [24, 28]},
             "optimizer.m.output": {"dtype": "F32", "shape": [1, 1], "data_offsets": [28, 36]},
             "optimizer.v.output": {"dtype": "F32", "shape": [1, 1], "data_offsets": [36, 44]}}
            """.formatted(SPEC.replace("\"", "\\\""));

    @Autowired
    ExperimentTestClient client;

    TestAttempt attempt;
    UUID experiment;

    @BeforeEach
    void begin() {
        client.clear();
        experiment = client.queue("first", 4, 0);
        attempt = client.node("north").lease();
        attempt.report(1, 1, 4);
    }

    /** Returns a file whose length field has two bytes below 128, so that the file is a text. */
    private static String file(String header, String numbers) {
        int length = 0x0501 + 0x7F - 0x7F % 8 - 1;
        assertThat(header.length()).isLessThan(length);
        return "" + (char) (length & 0xFF) + (char) (length >> 8) + "\0".repeat(6) + header
                + " ".repeat(length - header.length()) + numbers;
    }

    private TestResponse download(String content, String path) {
        assertThat(attempt.checkpoint(4, content).status()).isEqualTo(201);
        String id =
                client.get("/api/experiments/" + experiment + "/checkpoints").text("/checkpoints/0/id");
        return client.get("/api/checkpoints/" + id + path);
    }

    @Test
    void the_weights_come_without_the_optimisers_moments() {
        TestResponse reply = download(file(HEADER, NUMBERS), "/model.safetensors");
        JsonNode header = header(reply);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(header.propertyNames()).containsExactly("__metadata__", "model.norm.gain", "model.output");
        assertThat(header.path("model.norm.gain").toString())
                .isEqualTo("{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}");
        assertThat(header.path("model.output").toString())
                .isEqualTo("{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[8,12]}");
        assertThat(reply.body()).endsWith("weight-1wt-2");
        assertThat(reply.headers().firstValue("Content-Disposition").orElseThrow())
                .isEqualTo("attachment; filename=\"model-step-4.safetensors\"");
    }

    @Test
    void they_are_a_whole_file_by_themselves() {
        TestResponse reply = download(file(HEADER, NUMBERS), "/model.safetensors");
        CRC32C checksum = new CRC32C();
        checksum.update("weight-1wt-2".getBytes(StandardCharsets.US_ASCII));
        JsonNode metadata = header(reply).path("__metadata__");
        long length = reply.headers().firstValueAsLong("Content-Length").orElseThrow();

        assertThat(length % 8).isEqualTo(12 % 8);
        assertThat(metadata.path("format").asString()).isEqualTo("isobath-checkpoint/1");
        assertThat(metadata.path("spec").asString()).isEqualTo(SPEC);
        assertThat(metadata.path("step").asString()).isEqualTo("4");
        assertThat(metadata.path("crc32c").asString()).isEqualTo("%08x".formatted(checksum.getValue()));
    }

    @Test
    void the_spec_lies_beside_them() {
        TestResponse reply = download(file(HEADER, NUMBERS), "/spec.json");

        assertThat(reply.body()).isEqualTo(SPEC);
        assertThat(reply.headers().firstValue("Content-Disposition").orElseThrow())
                .isEqualTo("attachment; filename=\"spec-step-4.json\"");
    }

    @Test
    void the_whole_file_comes_when_the_optimiser_is_asked_for() {
        String content = file(HEADER, NUMBERS);
        TestResponse reply = download(content, "/model.safetensors?optimizer=true");

        assertThat(reply.body()).isEqualTo(content);
        assertThat(reply.headers().firstValue("Content-Disposition").orElseThrow())
                .isEqualTo("attachment; filename=\"training-step-4.safetensors\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "weights", "no header, though it is long enough for one", "{}"})
    void what_is_no_model_is_not_made_up(String content) {
        TestResponse reply = download(content, "/model.safetensors");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.text("/detail")).startsWith("there is no readable model in checkpoint");
    }

    @Test
    void a_tensor_beyond_the_end_is_no_model() {
        assertThat(download(file(HEADER, NUMBERS.substring(0, 20)), "/model.safetensors")
                        .status())
                .isEqualTo(404);
    }

    private static JsonNode header(TestResponse reply) {
        String body = reply.body();
        return JsonMapper.shared().readTree(body.substring(body.indexOf('{'), body.lastIndexOf('}') + 1));
    }
}
