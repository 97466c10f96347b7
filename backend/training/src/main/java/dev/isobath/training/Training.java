package dev.isobath.training;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.checkpoint.Checkpoint;
import dev.isobath.training.checkpoint.Progress;
import dev.isobath.training.data.Corpus;
import dev.isobath.training.data.CorpusFiles;
import dev.isobath.training.engine.DeviceRates;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.optimiser.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The training of one experiment, from the seed or from a checkpoint to its last step. */
public final class Training {

    /** The time between two automatic checkpoints. It is longer where that would cost more than 2 % of the time. */
    public static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(15);

    private static final double SECONDS_PER_TRY = 0.005;

    private Training() {}

    /**
     * Trains until the spec's steps are done or the listener stops it, with a checkpoint every {@link #CHECKPOINT_EVERY}.
     *
     * @see #run(ExperimentSpec, Path, Path, Path, TrainingListener, Duration)
     */
    public static TrainingResult run(
            ExperimentSpec spec, Path corpus, @Nullable Path resume, Path checkpoints, TrainingListener listener)
            throws IOException {
        return run(spec, corpus, resume, checkpoints, listener, CHECKPOINT_EVERY);
    }

    /**
     * Trains until the spec's steps are done or the listener stops it, with a checkpoint every {@link #CHECKPOINT_EVERY}.
     *
     * @see #run(ExperimentSpec, CorpusFiles, Path, Path, TrainingListener, Duration)
     */
    public static TrainingResult run(
            ExperimentSpec spec, CorpusFiles corpus, @Nullable Path resume, Path checkpoints, TrainingListener listener)
            throws IOException {
        return run(spec, corpus, resume, checkpoints, listener, CHECKPOINT_EVERY);
    }

    /**
     * Trains on a text that is one document.
     *
     * @see #run(ExperimentSpec, CorpusFiles, Path, Path, TrainingListener, Duration)
     */
    public static TrainingResult run(
            ExperimentSpec spec,
            Path corpus,
            @Nullable Path resume,
            Path checkpoints,
            TrainingListener listener,
            Duration checkpointEvery)
            throws IOException {
        return run(spec, CorpusFiles.of(corpus), resume, checkpoints, listener, checkpointEvery);
    }

    /**
     * Trains until the spec's steps are done or the listener stops it. The corpus is tokenised first where that has not been
     * done.
     *
     * @param corpus the whole corpus; the spec says which part is held out
     * @param resume a checkpoint of the same spec, or the one that {@code training.startFrom} names; null to start from the seed
     * @param checkpoints the folder that checkpoint files are written to; it is created if it does not exist
     * @param checkpointEvery the time between two automatic checkpoints
     * @throws IOException when the corpus or a checkpoint cannot be read or written, or is damaged
     * @throws dev.isobath.spec.InvalidSpec when the corpus is too short for the spec, or its tokenizer knows too little of it
     * @throws IllegalArgumentException when {@code resume} belongs to another spec, when the spec starts from a checkpoint and there is
     *     none, or when the tokenizer cannot be used
     */
    public static TrainingResult run(
            ExperimentSpec spec,
            CorpusFiles corpus,
            @Nullable Path resume,
            Path checkpoints,
            TrainingListener listener,
            Duration checkpointEvery)
            throws IOException {
        if (resume == null && spec.training().startFrom().isPresent()) {
            throw new IllegalArgumentException(
                    "The spec starts from a checkpoint of another experiment, and this worker was given none");
        }
        Checkpoint.prepare(checkpoints);
        Optional<Corpus> text =
                Corpus.open(corpus, spec, () -> listener.next() == TrainingListener.Signal.STOP, listener::tokenised);
        if (text.isEmpty()) {
            return new TrainingResult.NotBegun();
        }
        try (NDManager manager = NativeEngine.newManager(spec.training())) {
            NumberFormat format = NumberFormat.of(spec.training().precision());
            // A checkpoint replaces all weights, so first weights need not be drawn.
            Trainer trainer =
                    resume == null ? new Trainer(spec, manager, format) : Trainer.unfilled(spec, manager, format);
            Progress progress = begin(resume, spec, trainer);
            Randomness randomness = new Randomness(spec.seed());
            Batches batches = new Batches(
                    text.get(), randomness, spec.training().batch(), spec.data().sequenceLength());
            Evaluator evaluator = Evaluator.of(spec, trainer, HeldOut.of(text.get(), spec), corpus.tokenizer());
            return new TrainingLoop(
                            spec,
                            trainer,
                            batches,
                            evaluator,
                            progress,
                            listener,
                            checkpoints,
                            checkpointEvery,
                            matmulRate(spec))
                    .run();
        }
    }

    /** Fills the trainer from the checkpoint, if there is one, and gives back the memory that first weights went through. */
    private static Progress begin(@Nullable Path resume, ExperimentSpec spec, Trainer trainer) throws IOException {
        Progress progress = resume == null ? Progress.START : Checkpoint.read(resume, spec, trainer);
        // The numbers that weights were drawn as, or read as, are garbage now. The collector would keep them until the
        // heap is full, which
        // may be never: they would stay resident beside the model for the whole run, three quarters of its size.
        System.gc();
        return progress;
    }

    /** Measures the FLOP/s of a large matrix product in the run's precision. It takes about a third of a second. */
    private static double matmulRate(ExperimentSpec spec) {
        int size = switch (spec.training().device()) {
            case CPU -> 512;
            case CUDA -> 4096;
        };
        // The manager that DeviceRates opens sets the number of threads of the whole process, here to that of the run.
        try (DeviceRates rates = new DeviceRates(spec.training(), SECONDS_PER_TRY)) {
            return rates.product(spec.training().precision(), size, size, size);
        }
    }
}
