package dev.isobath.server.questions;

import dev.isobath.server.accounts.User;
import dev.isobath.server.checkpoints.Checkpoint;
import dev.isobath.server.checkpoints.Checkpoints;
import dev.isobath.server.problems.BadRequest;
import dev.isobath.server.problems.FieldError;
import dev.isobath.server.questions.Questions.Status;
import dev.isobath.spec.inference.InferenceResult;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Asks a question and waits for its answer, on a virtual thread and without a database connection. */
@Component
class Asking {

    private static final Logger log = LoggerFactory.getLogger(Asking.class);
    /** A signal is a hint; it may get lost. */
    private static final Duration RECHECK = Duration.ofSeconds(1);

    /** An answer, and of what. */
    record Answered(Checkpoint checkpoint, String node, InferenceResult answer) {}

    private final Questions questions;
    private final AnsweringNodes nodes;
    private final Checkpoints checkpoints;
    private final AnsweredSignal signal;
    private final QuestionSettings settings;
    private final JsonMapper json;

    Asking(
            Questions questions,
            AnsweringNodes nodes,
            Checkpoints checkpoints,
            AnsweredSignal signal,
            QuestionSettings settings,
            JsonMapper json) {
        this.questions = questions;
        this.nodes = nodes;
        this.checkpoints = checkpoints;
        this.signal = signal;
        this.settings = settings;
        this.json = json;
    }

    /**
     * Asks and waits.
     *
     * @return logits or samples, whatever was asked for
     * @throws NotAnswered when there is no answer
     * @throws BadRequest when the worker node found the question wrong
     */
    Answered ask(UUID experiment, Asked asked, User user) throws InterruptedException {
        Checkpoint checkpoint = checkpoint(experiment, asked);
        if (!nodes.isAnyConnected()) {
            throw NotAnswered.noNode();
        }
        int open = questions.open();
        if (open >= settings.open()) {
            throw NotAnswered.tooMany(open);
        }
        UUID id = questions.ask(experiment, checkpoint, asked.question(), user);
        Status status;
        try {
            status = await(id);
        } finally {
            // Also when this thread is interrupted or the database fails: nobody computes for nobody.
            questions.cancel(id);
        }
        return answered(checkpoint, status);
    }

    private Checkpoint checkpoint(UUID experiment, Asked asked) {
        UUID wanted = asked.checkpoint();
        if (wanted == null) {
            return checkpoints.findUsable(experiment, Long.MAX_VALUE, 0).orElseThrow(NotAnswered::noCheckpoint);
        }
        return checkpoints.list(experiment).stream()
                .filter(checkpoint -> checkpoint.id().equals(wanted))
                .findFirst()
                .orElseThrow(() -> BadRequest.invalid(
                        "/checkpoint",
                        "is not a checkpoint of this experiment, which keeps its last ones only; leave it out for the "
                                + "latest"));
    }

    private Status await(UUID id) throws InterruptedException {
        long until = System.nanoTime() + settings.patience().toNanos();
        while (true) {
            long generation = signal.generation();
            Optional<Status> status = questions.find(id);
            if (status.isEmpty() || status.get().isCancelled()) {
                throw NotAnswered.checkpointGone();
            }
            if (status.get().answer() != null) {
                return status.get();
            }
            if (!signal.isRunning()) {
                throw NotAnswered.serverStops();
            }
            long left = until - System.nanoTime();
            if (left <= 0) {
                throw NotAnswered.late(settings.patience(), status.get().node());
            }
            signal.await(generation, Duration.ofNanos(Math.min(left, RECHECK.toNanos())));
        }
    }

    private Answered answered(Checkpoint checkpoint, Status status) {
        String node = String.valueOf(status.node());
        InferenceResult answer;
        try {
            answer = json.readValue(String.valueOf(status.answer()), InferenceResult.class);
        } catch (JacksonException e) {
            log.warn("Worker node {} sent an answer that cannot be read back", node, e);
            throw NotAnswered.failed(node, "its answer cannot be read");
        }
        return switch (answer) {
            case InferenceResult.Logits _, InferenceResult.Samples _ -> new Answered(checkpoint, node, answer);
            case InferenceResult.Refused refused ->
                throw BadRequest.invalid(refused.violations().stream()
                        .map(violation -> new FieldError(violation.pointer(), violation.message()))
                        .toList());
            case InferenceResult.Failed failed -> throw NotAnswered.failed(node, failed.reason());
        };
    }
}
