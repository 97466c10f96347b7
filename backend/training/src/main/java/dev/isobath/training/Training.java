package dev.isobath.training;

import dev.isobath.spec.ExperimentSpec;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One experiment's training, from the seed or from a checkpoint to its last step. */
public final class Training {

    private Training() {}

    /**
     * Trains until the spec's steps are done or the listener stops it.
     *
     * @param corpus the whole corpus as a UTF-8 file; the spec says which part is held out
     * @param resume a checkpoint of the same spec, or null to start from the seed
     * @param checkpoints folder that checkpoint files are written into
     * @throws IOException when the corpus or a checkpoint cannot be read or written
     */
    @SuppressWarnings("DoNotCallSuggester")
    public static TrainingResult run(
            ExperimentSpec spec, Path corpus, @Nullable Path resume, Path checkpoints, TrainingListener listener)
            throws IOException {
        throw new UnsupportedOperationException("not written yet");
    }
}
