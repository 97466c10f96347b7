package dev.isobath.training;

import dev.isobath.spec.protocol.StepReport;
import java.nio.file.Path;

/** Who follows a run and may end it. All calls come from the training thread, in order of steps. */
public interface TrainingListener {

    /** Asked before every step. */
    Signal next();

    /** A step is done. */
    void stepped(StepReport report);

    /** A checkpoint taken after {@code step} steps is complete on disk at {@code file}; the listener owns the file from here. */
    void checkpointed(long step, Path file);

    /** What the run is to do before its next step. */
    enum Signal {
        CONTINUE,
        CHECKPOINT,
        /** Take a checkpoint and return. */
        STOP
    }
}
