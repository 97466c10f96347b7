package dev.isobath.training;

import dev.isobath.spec.protocol.CorpusStatistics;
import dev.isobath.spec.protocol.StepReport;
import java.nio.file.Path;

/** Follows a run and may end it. The training thread makes all calls, in the order of steps. */
public interface TrainingListener {

    /** Returns what the run is to do before its next step. It is called before every step. */
    Signal next();

    /** Receives what the tokenizer made of the corpus. The corpus may still be refused for it. */
    default void tokenised(CorpusStatistics statistics) {
        // Most listeners follow the steps only.
    }

    /** Hears that work goes on between two steps: after each chunk of an evaluation. */
    default void working() {
        // Most listeners follow the steps only.
    }

    /** Receives the report of a step that is done. */
    void stepped(StepReport report);

    /**
     * Receives a checkpoint that is complete on disk at {@code file}, taken after {@code step} steps. The listener owns the file
     * from here.
     */
    void checkpointed(long step, Path file);

    /** An instruction for a run before its next step. */
    enum Signal {
        CONTINUE,
        CHECKPOINT,
        /** Take a checkpoint and return. */
        STOP
    }
}
