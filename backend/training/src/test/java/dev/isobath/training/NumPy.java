package dev.isobath.training;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A Python with NumPy for the programs in {@code src/test/python}. They compute what a checkpoint says without the engine.
 *
 * @param interpreter the name or path of the interpreter
 */
public record NumPy(String interpreter) {

    private static final Path PROGRAMS = Path.of("src", "test", "python");
    private static final String MISSING =
            "These tests need a python3 that has NumPy. On Debian: apt-get install python3-numpy; elsewhere: pip install numpy;"
                    + " ISOBATH_PYTHON names another interpreter.";

    /**
     * Looks for a Python with NumPy. Where a CI requires it, its absence is a failure. Elsewhere the tests that need it are
     * skipped.
     */
    public static NumPy find() throws IOException, InterruptedException {
        Stream<String> candidates = Stream.concat(
                Stream.ofNullable(System.getenv("ISOBATH_PYTHON")), Stream.of("python3", "/usr/bin/python3"));
        for (String candidate : candidates.toList()) {
            if (hasNumPy(candidate)) {
                return new NumPy(candidate);
            }
        }
        if (System.getenv("CI") != null) {
            throw new IllegalStateException(MISSING);
        }
        Assumptions.abort(MISSING);
        throw new IllegalStateException(MISSING);
    }

    private static boolean hasNumPy(String interpreter) throws InterruptedException {
        try {
            return new ProcessBuilder(interpreter, "-c", "import numpy")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // there is no such interpreter
        }
    }

    /** Runs a program and returns what it prints. */
    public String run(String program, Path argument) throws IOException, InterruptedException {
        Process process = start(program, Optional.of(argument));
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(program + " failed; its message stands above");
        }
        return printed.strip();
    }

    private Process start(String program, Optional<Path> argument) throws IOException {
        List<String> command = new ArrayList<>(List.of(interpreter, "-B", program));
        argument.ifPresent(path -> command.add(path.toAbsolutePath().toString()));
        return new ProcessBuilder(command)
                .directory(PROGRAMS.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Starts a program that answers each line with a line. */
    public Conversation converse(String program) throws IOException {
        Process process = start(program, Optional.empty());
        return new Conversation(process, process.outputWriter(), process.inputReader());
    }

    public record Conversation(Process process, BufferedWriter in, BufferedReader out) implements AutoCloseable {

        String ask(String line) throws IOException {
            in.write(line);
            in.newLine();
            in.flush();
            String answer = out.readLine();
            if (answer == null) {
                throw new IOException("the program ended; its message stands above. It was asked " + line);
            }
            return answer;
        }

        @Override
        public void close() throws IOException {
            in.close();
            process.destroy();
        }
    }
}
