package dev.isobath.worker.attempt;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.InvalidSpec;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.protocol.CorpusStatistics;
import dev.isobath.spec.protocol.StepReport;
import dev.isobath.training.Training;
import dev.isobath.training.TrainingListener;
import dev.isobath.training.TrainingResult;
import dev.isobath.training.checkpoint.CorruptCheckpoint;
import dev.isobath.training.data.CorpusFiles;
import dev.isobath.worker.attempt.AttemptResult.How;
import dev.isobath.worker.files.Json;
import dev.isobath.worker.process.NativeMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The program of an attempt's process. It trains one attempt alone, so that a crash of native code or a lack of memory ends
 * nothing else. It reads and writes the attempt's folder, takes {@link ProcessCommand}s from standard input, and never uses the
 * network.
 */
public final class AttemptProcess {

    /** The time that an orphan, or a process told to terminate, has to save a checkpoint. */
    private static final long SECONDS_TO_END = 60;

    private final AttemptFolder folder;
    private final CommandInput commands = new CommandInput();
    private final Pulse.Writer pulse = new Pulse.Writer();
    private final CountDownLatch done = new CountDownLatch(1);

    private AttemptProcess(AttemptFolder folder) {
        this.folder = folder;
    }

    /** Trains an attempt. The arguments are the attempt's folder and then those of {@link AttemptData}. */
    public static void main(String[] args) {
        start(args, Training::run);
    }

    static void start(String[] args, TrainingRun run) {
        AttemptProcess process = new AttemptProcess(new AttemptFolder(Path.of(args[0])));
        process.commands.listen(System.in, process::haltUnlessDone);
        process.pulse.start(process.folder.pulse());
        // A terminal's Ctrl-C and a service manager's SIGTERM reach this process too. It saves a checkpoint first.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            process.commands.stop();
            process.awaitDone();
        }));
        How how = process.train(AttemptData.read(List.of(args).subList(1, args.length)), run);
        process.done.countDown();
        System.exit(how.exitCode());
    }

    private How train(CorpusFiles corpus, TrainingRun run) {
        AttemptResult result = result(corpus, run);
        System.err.println(result.reason());
        try {
            Json.write(folder.result(), result);
        } catch (IOException failed) {
            System.err.println("The result cannot be written: " + failed);
            return How.BROKEN;
        }
        return result.how();
    }

    private AttemptResult result(CorpusFiles corpus, TrainingRun run) {
        Progress progress = new Progress();
        try (SpoolWriter spool = SpoolWriter.open(folder.spool())) {
            progress.spool = spool;
            ExperimentSpec spec = SpecReader.read(Json.MAPPER.readTree(Files.readAllBytes(folder.spec())));
            Path resume = Files.exists(folder.resume()) ? folder.resume() : null;
            return switch (run.run(spec, corpus, resume, folder.checkpoints(), progress)) {
                case TrainingResult.Finished(long step) ->
                    new AttemptResult(How.FINISHED, step, "All " + step + " steps are done.");
                case TrainingResult.Stopped(long step) ->
                    new AttemptResult(How.STOPPED, step, "Stopped after step " + step + " with a checkpoint.");
                case TrainingResult.NotBegun() ->
                    new AttemptResult(How.STOPPED, progress.step, "Stopped while the corpus was being tokenised.");
                case TrainingResult.Diverged(long step, String reason) -> new AttemptResult(How.DIVERGED, step, reason);
            };
        } catch (InvalidSpec invalid) {
            return failed(
                    How.UNTRAINABLE, progress, "This worker cannot train the spec: " + invalid.getMessage(), invalid);
        } catch (IllegalArgumentException refused) {
            return failed(How.UNTRAINABLE, progress, words(refused), refused);
        } catch (CorruptCheckpoint damaged) {
            return failed(How.CHECKPOINT_DAMAGED, progress, words(damaged), damaged);
        } catch (IOException | UncheckedIOException failed) {
            return failed(How.BROKEN, progress, "A file could not be read or written: " + words(failed), failed);
        } catch (OutOfMemoryError full) {
            return failed(How.OUT_OF_MEMORY, progress, "Java ran out of memory: " + words(full), full);
        } catch (RuntimeException | LinkageError broken) {
            return NativeMemory.isExhausted(broken)
                    ? failed(How.OUT_OF_MEMORY, progress, NativeMemory.words(broken), broken)
                    : failed(How.BROKEN, progress, "Training broke off: " + words(broken), broken);
        }
    }

    private static AttemptResult failed(How how, Progress progress, String reason, Throwable cause) {
        cause.printStackTrace();
        return new AttemptResult(how, progress.step, reason);
    }

    private static String words(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private void haltUnlessDone() {
        if (!awaitDone()) {
            Runtime.getRuntime().halt(How.STOPPED.exitCode());
        }
    }

    private boolean awaitDone() {
        try {
            return done.await(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Writes reports and checkpoints to the spool. The training thread calls it. */
    private final class Progress implements TrainingListener {

        private @Nullable SpoolWriter spool;
        private volatile long step;

        @Override
        public Signal next() {
            pulse.sign();
            return commands.next();
        }

        @Override
        public void working() {
            pulse.sign();
        }

        @Override
        public void tokenised(CorpusStatistics statistics) {
            spool().append(statistics);
        }

        @Override
        public void stepped(StepReport report) {
            pulse.step();
            step = report.step();
            spool().append(report);
        }

        @Override
        public void checkpointed(long saved, Path file) {
            pulse.sign();
            spool().append(new SavedCheckpoint(
                    saved,
                    folder.path()
                            .toAbsolutePath()
                            .relativize(file.toAbsolutePath())
                            .toString()));
        }

        private SpoolWriter spool() {
            if (spool == null) {
                throw new IllegalStateException("nothing is measured before training starts");
            }
            return spool;
        }
    }
}
