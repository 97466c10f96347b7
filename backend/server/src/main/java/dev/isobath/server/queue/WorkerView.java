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
 * @param drained present while the node gets no more experiments
 * @param idle why slots of it are idle, in a sentence; null while all are busy, and for a node that is offline
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
        @Nullable Drain drained,
        @Nullable String idle,
        List<RunningAttempt> attempts) {

    /** Whether the node has called recently. */
    enum State {
        @JsonProperty("online")
        ONLINE,
        @JsonProperty("offline")
        OFFLINE
    }

    record RunningAttempt(UUID experimentId, String experimentName, int number) {}

    /** Who took the node out of service, and when. */
    @Schema(name = "NodeDrain")
    record Drain(Instant at, String by) {}

    /** Returns the same node with the reason why slots of it are idle. */
    WorkerView withIdle(@Nullable String reason) {
        return new WorkerView(
                name,
                hostname,
                slots,
                busy,
                cores,
                memoryBytes,
                deviceMemoryBytes,
                device,
                processorClass,
                version,
                labels,
                lastSeenAt,
                state,
                drained,
                reason,
                attempts);
    }
}
