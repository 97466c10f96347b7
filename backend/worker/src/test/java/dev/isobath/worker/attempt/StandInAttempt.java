package dev.isobath.worker.attempt;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.InvalidSpec;
import dev.isobath.spec.Violation;
import dev.isobath.spec.protocol.StepReport;
import dev.isobath.training.TrainingListener;
import dev.isobath.training.TrainingResult;
import dev.isobath.training.data.CorpusFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Takes steps without training. The name of the spec selects behaviour that no real training shows. */
public final class StandInAttempt {

    private static final long STEP_NANOS = 4_000_000;
    private static final long BAD_STEP = 20;

    private StandInAttempt() {}

    public static void main(String[] args) {
        AttemptProcess.start(args, StandInAttempt::run);
    }

    private static TrainingResult run(
            ExperimentSpec spec, CorpusFiles corpus, @Nullable Path resume, Path checkpoints, TrainingListener listener)
            throws IOException {
        long step = resume == null ? 0 : Long.parseLong(Files.readString(resume));
        System.out.println("standing in for " + spec.name() + " from step " + step);
        while (step < spec.steps()) {
            switch (listener.next()) {
                case CONTINUE -> {}
                case CHECKPOINT -> checkpoint(step, checkpoints, listener);
                case STOP -> {
                    if (!spec.name().equals("deaf")) {
                        checkpoint(step, checkpoints, listener);
                        return new TrainingResult.Stopped(step);
                    }
                }
            }
            step++;
            LockSupport.parkNanos(STEP_NANOS);
            listener.stepped(new StepReport(
                    step,
                    step * 32.0,
                    step * 1e6,
                    step * 0.25,
                    Map.of("train_loss", 1.0 / step, "tokens_per_second", Double.NaN)));
            if (step == BAD_STEP) {
                TrainingResult bad = misbehave(spec.name(), step, checkpoints, listener);
                if (bad != null) {
                    return bad;
                }
            }
        }
        checkpoint(step, checkpoints, listener);
        return new TrainingResult.Finished(step);
    }

    private static @Nullable TrainingResult misbehave(
            String how, long step, Path checkpoints, TrainingListener listener) throws IOException {
        switch (how) {
            case "diverges" -> {
                return new TrainingResult.Diverged(step, "The loss is not a number; try a lower learning rate.");
            }
            case "dies" -> {
                checkpoint(step, checkpoints, listener);
                System.out.println("about to die");
                Runtime.getRuntime().halt(7);
            }
            case "untrainable" ->
                throw new InvalidSpec(List.of(new Violation("/data/sequenceLength", "is longer than the corpus")));
            case "has no native memory" ->
                throw new IllegalStateException("DefaultCPUAllocator: can't allocate memory: you tried 4 GB");
            case "has no heap" -> fillTheHeap();
            case "has no disk" -> throw new IOException("No space left on device");
            case "floods" -> flood();
            case "hangs" -> hang();
            default -> {}
        }
        return null;
    }

    private static void fillTheHeap() {
        // It is larger than any heap that the tests give, and smaller than the longest array.
        System.out.println(new long[1 << 28].length);
    }

    /** Hangs until the process is killed or its node is gone. */
    private static void hang() {
        while (true) {
            LockSupport.park();
        }
    }

    private static void flood() {
        System.out.println("x".repeat(2_000_000));
        System.out.write(new byte[] {0, 1, 2, (byte) 0xff, '\n'}, 0, 5);
        for (int i = 0; i < 100_000; i++) {
            System.out.println("the same line again and again, number " + i);
        }
    }

    private static void checkpoint(long step, Path folder, TrainingListener listener) throws IOException {
        Path file = folder.resolve("step-" + step + ".safetensors");
        Files.writeString(file, Long.toString(step));
        listener.checkpointed(step, file);
    }
}
