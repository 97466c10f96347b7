package dev.isobath.worker.attempt;

import dev.isobath.training.TrainingListener.Signal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The commands that the node sends to this process. The end of the input means that the node has died. Then the process ends too.
 */
final class CommandInput {

    private boolean stop;
    private boolean checkpoint;

    /** Listens until the input ends, then runs {@code orphaned}. */
    void listen(InputStream input, Runnable orphaned) {
        Thread.ofPlatform().daemon().name("commands").start(() -> {
            read(input);
            stop();
            orphaned.run();
        });
    }

    private void read(InputStream input) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                switch (ProcessCommand.valueOf(line)) {
                    case STOP -> stop();
                    case CHECKPOINT -> checkpoint();
                }
            }
        } catch (IOException | IllegalArgumentException gone) {
            System.err.println("The node's commands cannot be read any more: " + gone.getMessage());
        }
    }

    synchronized void stop() {
        stop = true;
    }

    private synchronized void checkpoint() {
        checkpoint = true;
    }

    /** Returns what training is to do before its next step. A request for a checkpoint is passed on once. */
    synchronized Signal next() {
        if (stop) {
            return Signal.STOP;
        }
        boolean now = checkpoint;
        checkpoint = false;
        return now ? Signal.CHECKPOINT : Signal.CONTINUE;
    }
}
