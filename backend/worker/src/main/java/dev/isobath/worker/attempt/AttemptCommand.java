package dev.isobath.worker.attempt;

import dev.isobath.worker.process.JavaCommand;
import java.util.stream.Stream;

/**
 * The command line of an attempt's process.
 *
 * @param java the Java command; it runs {@link AttemptProcess}, except in tests
 * @param hangLimits when the process counts as hanging
 */
public record AttemptCommand(JavaCommand java, HangLimits hangLimits) {

    /** Returns the command with the usual limits. */
    public static AttemptCommand usual(JavaCommand java) {
        return new AttemptCommand(java, HangLimits.USUAL);
    }

    ProcessBuilder build(AttemptFolder folder, AttemptData data) {
        return java.build(
                folder.crash(),
                Stream.concat(Stream.of(folder.path().toAbsolutePath().toString()), data.arguments().stream())
                        .toList());
    }
}
