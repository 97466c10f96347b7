package dev.isobath.worker;

import java.nio.file.Path;
import java.util.List;

/**
 * The command line of an attempt's process.
 *
 * @param java runs {@link AttemptProcess}, but for tests
 */
record AttemptCommand(JavaCommand java) {

    ProcessBuilder build(AttemptFolder folder, Path corpus) {
        return java.build(
                folder.crash(),
                List.of(
                        folder.path().toAbsolutePath().toString(),
                        corpus.toAbsolutePath().toString()));
    }
}
