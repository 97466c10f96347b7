package dev.isobath.worker.trial;

import dev.isobath.spec.protocol.TrialResult;
import dev.isobath.training.data.TokenizerTrial;
import dev.isobath.worker.files.Json;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Tries one {@code tokenizer.json}, alone in its process: the library ends the process where a file is broken in some ways. It writes
 * the version of the library and then a {@link TrialResult} to standard output, a line each, ends with its input, and never touches
 * the network.
 */
public final class TrialProcess {

    /** What the line with the version begins with. */
    static final String LIBRARY = "library ";

    private static final int DONE = 0;
    /** The exit code with which Java ends where it finds out by itself. */
    static final int OUT_OF_MEMORY = 3;

    private TrialProcess() {}

    /** The path of the file, and V. */
    public static void main(String[] args) throws IOException {
        start(() -> {
            TokenizerTrial.loadLibrary();
            return TokenizerTrial.run(Path.of(args[0]), Integer.parseInt(args[1]));
        });
    }

    /** What is tried. */
    interface Trial {
        TrialResult run() throws IOException;
    }

    static void start(Trial trial) throws IOException {
        OutputStream results = new FileOutputStream(FileDescriptor.out);
        // What libraries print must not come between the lines.
        System.setOut(System.err);
        Thread.ofPlatform().daemon().name("input").start(TrialProcess::endWithNode);
        write(results, (LIBRARY + TokenizerTrial.libraryVersion()).getBytes(StandardCharsets.UTF_8));
        write(results, Json.MAPPER.writeValueAsBytes(result(trial)));
        Runtime.getRuntime().halt(DONE);
    }

    private static TrialResult result(Trial trial) {
        try {
            return trial.run();
        } catch (IOException | IllegalStateException atFault) {
            return new TrialResult.Failed(String.valueOf(atFault.getMessage()));
        } catch (OutOfMemoryError beyondTheLimit) {
            Runtime.getRuntime().halt(OUT_OF_MEMORY);
            throw beyondTheLimit;
        }
    }

    private static void write(OutputStream results, byte[] line) throws IOException {
        results.write(line);
        results.write('\n');
        results.flush();
    }

    /** A trial that hangs ends with its node. */
    private static void endWithNode() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            System.err.println("The node is gone: " + gone.getMessage());
        }
        Runtime.getRuntime().halt(DONE);
    }
}
