package dev.isobath.worker.attempt;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.TrainingListener;
import dev.isobath.training.TrainingResult;
import dev.isobath.training.data.CorpusFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The training that an attempt's process runs. It is {@link dev.isobath.training.Training#run}, except in tests of behaviour that
 * training never shows.
 */
interface TrainingRun {
    TrainingResult run(
            ExperimentSpec spec, CorpusFiles corpus, @Nullable Path resume, Path checkpoints, TrainingListener listener)
            throws IOException;
}
