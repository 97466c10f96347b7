package dev.isobath.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.spec.protocol.Finish;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Checkpoint files as a worker writes them, without tensors. They are texts, so that the client can send them. */
public final class TestCheckpoints {

    private static final JsonMapper JSON = new JsonMapper();

    private TestCheckpoints() {}

    /** Returns the file that an attempt takes after a step, with the counters that {@link TestAttempt#report} reports. */
    public static String file(JsonNode spec, long step) {
        ObjectNode header = JSON.createObjectNode();
        header.putObject("__metadata__")
                .put("format", "isobath-checkpoint/1")
                .put("spec", spec.toString())
                .put("step", Long.toString(step))
                .put("tokens", Double.toString(step * 16.0))
                .put("flops", Double.toString(step * 100.0))
                .put("seconds", Double.toString(step * 0.5))
                .put("crc32c", "00000000");
        String json = header.toString();
        // A length that is a multiple of 256 has no byte of 128 or above, so the file is a text.
        int blocks = Math.ceilDiv(json.length(), 256);
        return "\0" + (char) blocks + "\0".repeat(6) + json + " ".repeat(blocks * 256 - json.length());
    }

    /** Queues an experiment and trains it to its end, with a checkpoint of its last step. */
    public static UUID train(ExperimentTestClient client, String name, int steps) {
        UUID id = client.queue(name, steps, 0);
        TestAttempt attempt = client.node("north").lease();
        assertThat(attempt.experiment()).isEqualTo(id);
        attempt.report(1, 1, steps);
        assertThat(attempt.checkpoint(steps, file(attempt.lease().spec(), steps))
                        .status())
                .isEqualTo(201);
        attempt.finish(Finish.Outcome.FINISHED, steps);
        return id;
    }
}
