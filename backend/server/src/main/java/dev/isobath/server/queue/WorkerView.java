package dev.isobath.server.queue;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A worker node as clients see it.
 *
 * @param busy the number of attempts that it runs
 * @param deviceMemoryBytes the memory of its largest GPU; null without one, or when the node did not say
 * @param processorClass what its processor computes with, for example {@code avx2}; null when the node did not say
 */
@Schema(name = "Worker")
record WorkerView(
        String name,
        String hostname,
        int slots,
        int busy,
        int cores,
        long memoryBytes,
        @Nullable Long deviceMemoryBytes,
        String device,
        @Nullable String processorClass,
        String version,
        List<String> labels,
        Instant lastSeenAt,
        State state,
        List<RunningAttempt> attempts) {

    /** Whether the node has called recently. */
    enum State {
        @JsonProperty("online")
        ONLINE,
        @JsonProperty("offline")
        OFFLINE
    }

    record RunningAttempt(UUID experimentId, int number) {}
}
