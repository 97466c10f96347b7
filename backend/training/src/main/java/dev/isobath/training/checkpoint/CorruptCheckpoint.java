package dev.isobath.training.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/** A checkpoint file that is not as it was written. */
public final class CorruptCheckpoint extends IOException {

    private CorruptCheckpoint(Path file, String what) {
        super("Checkpoint " + file.getFileName() + " cannot be used: " + what + ". Resume from an earlier one.");
    }

    static CorruptCheckpoint because(Path file, String what) {
        return new CorruptCheckpoint(file, what);
    }
}
