package dev.isobath.training.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * An installation of PyTorch on this machine, which is optional.
 *
 * @param python the interpreter that has it
 * @param version the version of PyTorch
 * @param program the peer's source as a file
 */
record PyTorch(String python, String version, Path program) implements AutoCloseable {

    /** The environment variable that names the Python interpreter with PyTorch. */
    static final String PYTHON = "ISOBATH_PYTHON";

    /**
     * Looks for PyTorch.
     *
     * @throws ContenderFailed when it is not installed; the message says what is missing
     */
    static PyTorch find(Map<String, String> environment) {
        String python = environment.getOrDefault(PYTHON, "python3");
        String version;
        try {
            Process process = new ProcessBuilder(python, "-c", "import torch; print(torch.__version__)")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new ContenderFailed(python + " has no module torch (pip install torch)");
            }
        } catch (IOException e) {
            throw new ContenderFailed("no " + python + " here; " + PYTHON + " names another");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContenderFailed("interrupted");
        }
        try (InputStream source = Objects.requireNonNull(PyTorch.class.getResourceAsStream("peer.py"))) {
            Path program = Files.createTempFile("isobath-peer", ".py");
            program.toFile().deleteOnExit();
            Files.write(program, source.readAllBytes());
            return new PyTorch(python, version, program);
        } catch (IOException e) {
            throw new ContenderFailed("its program cannot be written: " + e.getMessage());
        }
    }

    /** Returns whether there is a C++ compiler, which PyTorch needs to compile. */
    static boolean compiles(Map<String, String> environment) {
        return environment.containsKey("CXX")
                || Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                        .flatMap(folder -> Stream.of("g++", "clang++").map(name -> Path.of(folder, name)))
                        .anyMatch(Files::isExecutable);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(program);
        } catch (IOException left) {
            // It is deleted when the process ends.
        }
    }
}
