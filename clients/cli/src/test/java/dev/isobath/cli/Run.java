package dev.isobath.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** One run of a command, with what it printed. */
record Run(int status, String out, String err) {

    /** Runs a command in a folder with an environment, while no installation of this machine runs. */
    static Run in(Path folder, Map<String, String> environment, String... arguments) {
        return in(folder, environment, Optional.empty(), "", arguments);
    }

    static Run in(
            Path folder, Map<String, String> environment, Optional<String> local, String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Isobath.run(
                new Surroundings(
                        environment,
                        folder,
                        folder.resolve("home"),
                        local,
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false),
                arguments);
        return new Run(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
