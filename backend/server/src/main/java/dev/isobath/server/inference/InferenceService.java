package dev.isobath.server.inference;

import dev.isobath.server.accounts.User;
import dev.isobath.server.checkpoints.Checkpoint;
import dev.isobath.server.checkpoints.CheckpointRepository;
import dev.isobath.server.inference.InferenceRequestRepository.Status;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.FieldError;
import dev.isobath.spec.inference.InferenceResult;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs inference on the checkpoints of experiments. It stores a request and waits until a worker node has sent the result. The
 * caller waits on a virtual thread and holds no database connection meanwhile.
 */
@Component
class InferenceService {

    private static final Logger log = LoggerFactory.getLogger(InferenceService.class);
    /** The time after which the database is read again without a signal, because a signal may be lost. */
    private static final Duration RECHECK = Duration.ofSeconds(1);

    /** The result of a request, with the checkpoint it was computed from and the worker node that computed it. */
    record CompletedInference(Checkpoint checkpoint, String node, InferenceResult result) {}

    private final InferenceRequestRepository requests;
    private final InferenceNodeRepository nodes;
    private final CheckpointRepository checkpoints;
    private final InferenceResultSignal signal;
    private final InferenceProperties settings;
    private final JsonMapper json;

    InferenceService(
            InferenceRequestRepository requests,
            InferenceNodeRepository nodes,
            CheckpointRepository checkpoints,
            InferenceResultSignal signal,
            InferenceProperties settings,
            JsonMapper json) {
        this.requests = requests;
        this.nodes = nodes;
        this.checkpoints = checkpoints;
        this.signal = signal;
        this.settings = settings;
        this.json = json;
    }

    /**
     * Runs a request and waits for its result.
     *
     * @return logits, a routing map or samples, depending on the request
     * @throws InferenceFailedException when there is no result
     * @throws BadRequestException when the worker node refused the request as invalid
     */
    CompletedInference run(UUID experiment, CheckpointInferenceRequest request, User user) throws InterruptedException {
        Checkpoint checkpoint = checkpoint(experiment, request);
        if (!nodes.isAnyConnected()) {
            throw InferenceFailedException.noNode();
        }
        int pending = requests.countPending();
        if (pending >= settings.maxPending()) {
            throw InferenceFailedException.tooManyPending(pending);
        }
        UUID id = requests.add(experiment, checkpoint, request.request(), user);
        Status status;
        try {
            status = await(id);
        } finally {
            // This also runs when the thread is interrupted or the database fails, so that no result is computed in
            // vain.
            requests.cancel(id);
        }
        return completed(checkpoint, status);
    }

    private Checkpoint checkpoint(UUID experiment, CheckpointInferenceRequest request) {
        UUID id = request.checkpoint();
        if (id == null) {
            return checkpoints
                    .findNewestSound(experiment, Long.MAX_VALUE)
                    .orElseThrow(InferenceFailedException::noCheckpoint);
        }
        Checkpoint named = checkpoints.list(experiment).stream()
                .filter(checkpoint -> checkpoint.id().equals(id))
                .findFirst()
                .orElseThrow(() -> BadRequestException.invalid(
                        "/checkpoint",
                        "is not a checkpoint of this experiment, which keeps its last ones only; leave it out for the "
                                + "latest"));
        if (!named.isSound()) {
            throw BadRequestException.invalid("/checkpoint", "cannot be used: " + named.damage());
        }
        return named;
    }

    private Status await(UUID id) throws InterruptedException {
        long until = System.nanoTime() + settings.timeout().toNanos();
        while (true) {
            long generation = signal.generation();
            Optional<Status> status = requests.find(id);
            if (status.isEmpty() || status.get().isCancelled()) {
                throw InferenceFailedException.checkpointGone();
            }
            if (status.get().result() != null) {
                return status.get();
            }
            if (!signal.isRunning()) {
                throw InferenceFailedException.serverStops();
            }
            long left = until - System.nanoTime();
            if (left <= 0) {
                throw InferenceFailedException.timedOut(
                        settings.timeout(), status.get().node());
            }
            signal.await(generation, Duration.ofNanos(Math.min(left, RECHECK.toNanos())));
        }
    }

    private CompletedInference completed(Checkpoint checkpoint, Status status) {
        String node = String.valueOf(status.node());
        InferenceResult result;
        try {
            result = json.readValue(String.valueOf(status.result()), InferenceResult.class);
        } catch (JacksonException e) {
            log.warn("Worker node {} sent an answer that cannot be read back", node, e);
            throw InferenceFailedException.failed(node, "its answer cannot be read");
        }
        return switch (result) {
            case InferenceResult.Logits _, InferenceResult.RoutingMap _, InferenceResult.Samples _ ->
                new CompletedInference(checkpoint, node, result);
            case InferenceResult.Refused refused ->
                throw BadRequestException.invalid(refused.violations().stream()
                        .map(violation -> new FieldError(violation.pointer(), violation.message()))
                        .toList());
            case InferenceResult.Failed failed -> throw InferenceFailedException.failed(node, failed.reason());
        };
    }
}
