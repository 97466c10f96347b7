package dev.isobath.server.checkpoints;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpStatus;

/** Thrown when the content of a checkpoint is not as it was stored. */
final class DamagedCheckpointException extends ProblemException {

    DamagedCheckpointException(Checkpoint checkpoint, String damage) {
        super(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "checkpoint-damaged",
                "Checkpoint damaged",
                "the checkpoint of step %d cannot be used: %s; its experiment resumes from another one"
                        .formatted(checkpoint.step(), damage));
    }
}
