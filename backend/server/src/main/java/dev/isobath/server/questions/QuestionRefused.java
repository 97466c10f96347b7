package dev.isobath.server.questions;

import dev.isobath.server.problems.ProblemException;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/** A worker node's call about a question that is not, or no longer, its own to answer. */
final class QuestionRefused extends ProblemException {

    private QuestionRefused(String detail) {
        super(HttpStatus.CONFLICT, "question-not-current", "Question not current", detail);
    }

    static QuestionRefused notCurrent(UUID id) {
        return new QuestionRefused("question " + id
                + " is not leased with this token: it was cancelled, or another worker node has it; drop it");
    }
}
