package dev.isobath.worker.inference;

import dev.isobath.worker.process.JavaCommand;
import java.time.Duration;

/**
 * How this node answers questions.
 *
 * @param command runs {@link InferenceProcess}, but for tests
 * @param idle after this time without a question the process ends and gives its memory back
 * @param longest a question that takes longer hangs
 */
public record InferenceSettings(JavaCommand command, Duration idle, Duration longest) {

    public static InferenceSettings usual(JavaCommand command) {
        return new InferenceSettings(command, Duration.ofMinutes(2), Duration.ofMinutes(2));
    }
}
