package dev.isobath.training.bench;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.model.Batch;
import dev.isobath.training.optimiser.StepResult;
import dev.isobath.training.optimiser.Trainer;
import java.util.Random;

/** Runs training steps alone, for benchmarks: random bytes as text, no held-out loss, no checkpoints. */
final class TrainingSteps implements AutoCloseable {

    private static final int TEXT_BYTES = 1 << 20;
    private static final double LEARNING_RATE = 1e-3;

    private final NDManager manager;
    private final Random random = new Random(1);
    private final byte[] text = new byte[TEXT_BYTES];
    private final Trainer trainer;
    private final int batch;
    private final int sequence;
    private long step;

    /**
     * The seconds of the parts of a step.
     *
     * @param batch the seconds until the batch was read
     * @param forward the seconds until the loss was known
     * @param backward the seconds of backward
     * @param optimiser the seconds of the optimiser
     * @param other the seconds of the step that belong to no other part
     * @param loss the loss in nats a token, which proves that something was learned
     */
    public record Step(double batch, double forward, double backward, double optimiser, double other, double loss) {}

    public TrainingSteps(ExperimentSpec spec) {
        manager = NativeEngine.newManager(spec.training());
        trainer = new Trainer(spec, manager, NumberFormat.of(spec.training().precision()));
        batch = spec.training().batch();
        sequence = spec.data().sequenceLength();
        random.nextBytes(text);
    }

    /**
     * Learns from one batch.
     *
     * @throws IllegalStateException when the loss or the gradient is not a finite number
     */
    public Step step() {
        long start = System.nanoTime();
        Batch next = next();
        long batchRead = System.nanoTime();
        StepResult measured = trainer.step(next, ++step, LEARNING_RATE);
        long end = System.nanoTime();
        if (!measured.isFinite()) {
            throw new IllegalStateException("step " + step + " is not finite: " + measured);
        }
        StepResult.Timings timings = measured.timings();
        double parts = timings.forward() + timings.backward() + timings.optimiser();
        return new Step(
                (batchRead - start) / 1e9,
                timings.forward(),
                timings.backward(),
                timings.optimiser(),
                (end - batchRead) / 1e9 - parts,
                measured.loss());
    }

    private Batch next() {
        long[] inputs = new long[batch * sequence];
        long[] targets = new long[batch * sequence];
        for (int b = 0; b < batch; b++) {
            int start = random.nextInt(text.length - sequence);
            for (int s = 0; s < sequence; s++) {
                inputs[b * sequence + s] = Byte.toUnsignedInt(text[start + s]);
                targets[b * sequence + s] = Byte.toUnsignedInt(text[start + s + 1]);
            }
        }
        return new Batch(batch, sequence, inputs, targets);
    }

    @Override
    public void close() {
        manager.close();
    }
}
