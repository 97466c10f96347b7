package dev.isobath.worker;

import java.time.Duration;

/**
 * How this node answers questions.
 *
 * @param command runs {@link AnswerProcess}, but for tests
 * @param idle after this time without a question the process ends and gives its memory back
 * @param longest a question that takes longer hangs
 */
record AnswerSettings(JavaCommand command, Duration idle, Duration longest) {

    static AnswerSettings usual(JavaCommand command) {
        return new AnswerSettings(command, Duration.ofMinutes(2), Duration.ofMinutes(2));
    }
}
