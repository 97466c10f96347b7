package dev.isobath.server.inference;

import dev.isobath.server.problems.ProblemException;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/** Thrown when a worker node calls about an inference request for which it does not hold the current lease. */
final class InferenceLeaseLostException extends ProblemException {

    private InferenceLeaseLostException(String detail) {
        super(HttpStatus.CONFLICT, "question-not-current", "Question not current", detail);
    }

    static InferenceLeaseLostException notCurrent(UUID id) {
        return new InferenceLeaseLostException("question " + id
                + " is not leased with this token: it was cancelled, or another worker node has it; drop it");
    }
}
