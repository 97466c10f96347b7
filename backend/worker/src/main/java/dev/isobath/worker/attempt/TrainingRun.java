package dev.isobath.worker.attempt;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.TrainingListener;
import dev.isobath.training.TrainingResult;
import dev.isobath.training.data.CorpusFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What an attempt's process runs; {@link dev.isobath.training.Training#run} but for tests of what training never does. */
interface TrainingRun {
    TrainingResult run(
            ExperimentSpec spec, CorpusFiles corpus, @Nullable Path resume, Path checkpoints, TrainingListener listener)
            throws IOException;
}
