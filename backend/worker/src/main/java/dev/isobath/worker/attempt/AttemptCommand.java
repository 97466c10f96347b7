package dev.isobath.worker.attempt;

import dev.isobath.worker.process.JavaCommand;
import java.util.stream.Stream;

/**
 * The command line of an attempt's process.
 *
 * @param java the Java command; it runs {@link AttemptProcess}, except in tests
 */
public record AttemptCommand(JavaCommand java) {

    ProcessBuilder build(AttemptFolder folder, AttemptData data) {
        return java.build(
                folder.crash(),
                Stream.concat(Stream.of(folder.path().toAbsolutePath().toString()), data.arguments().stream())
                        .toList());
    }
}
