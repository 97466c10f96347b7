package dev.isobath.training;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.flops.Flops;
import dev.isobath.spec.metrics.Metric;
import dev.isobath.spec.protocol.StepReport;
import dev.isobath.training.checkpoint.Checkpoint;
import dev.isobath.training.checkpoint.CheckpointTimer;
import dev.isobath.training.checkpoint.Progress;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.metrics.DivergenceMessage;
import dev.isobath.training.metrics.LossMonitor;
import dev.isobath.training.metrics.Measurements;
import dev.isobath.training.metrics.RecentSeconds;
import dev.isobath.training.metrics.StepMetrics;
import dev.isobath.training.optimiser.LearningRateSchedule;
import dev.isobath.training.optimiser.StepResult;
import dev.isobath.training.optimiser.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs steps, evaluations and checkpoints in their order, until the last step or until the listener asks it to stop. */
final class TrainingLoop {

    private final ExperimentSpec spec;
    private final long steps;
    private final Trainer trainer;
    private final Batches batches;
    private final Evaluator evaluator;
    private final LearningRateSchedule schedule;
    private final TrainingListener listener;
    private final Path folder;
    private final CheckpointTimer timer;
    private final StepMetrics stepMetrics;
    private final LossMonitor.Tolerance tolerance;
    private final double matmulRate;
    private final RecentSeconds pace = new RecentSeconds();
    private final long stepAtStart;
    /** The step before the cool-down, which longer runs go on from, or -1. */
    private final long trunk;

    private Progress progress;
    private long checkpointedStep = -1;

    /**
     * Makes the loop of one run.
     *
     * @param matmulRate the FLOP/s of a large matrix product, or NaN if that was not measured
     */
    TrainingLoop(
            ExperimentSpec spec,
            Trainer trainer,
            Batches batches,
            Evaluator evaluator,
            Progress progress,
            TrainingListener listener,
            Path folder,
            Duration checkpointEvery,
            double matmulRate) {
        this.spec = spec;
        this.trainer = trainer;
        this.batches = batches;
        this.evaluator = evaluator;
        this.progress = progress;
        this.listener = listener;
        this.folder = folder;
        steps = spec.steps();
        trunk = spec.trunkSteps().orElse(-1);
        schedule = LearningRateSchedule.of(spec.training(), steps);
        stepMetrics = StepMetrics.of(spec, steps);
        tolerance = LossMonitor.Tolerance.of(spec);
        this.matmulRate = matmulRate;
        stepAtStart = progress.step();
        timer = new CheckpointTimer(checkpointEvery, System.nanoTime());
    }

    TrainingResult run() throws IOException {
        while (progress.step() < steps) {
            switch (listener.next()) {
                case CONTINUE -> {
                    if (timer.due(System.nanoTime()) || progress.step() == trunk) {
                        checkpoint();
                    }
                }
                case CHECKPOINT -> checkpoint();
                case STOP -> {
                    checkpoint();
                    return new TrainingResult.Stopped(progress.step());
                }
            }
            Optional<TrainingResult> end = step();
            if (end.isPresent()) {
                return end.get();
            }
        }
        checkpoint();
        return new TrainingResult.Finished(progress.step());
    }

    private Optional<TrainingResult> step() {
        long start = System.nanoTime();
        long number = progress.step() + 1;
        double rate = schedule.rate(number);
        StepResult measured = trainer.step(batches.training(progress.step()), number, rate);
        LossMonitor before = progress.history().loss();
        List<Weight> weights = trainer.decoder().weights().list();
        if (!measured.isFinite()) {
            return Optional.of(new TrainingResult.Diverged(
                    progress.step(), DivergenceMessage.notANumber(number, measured, weights, before)));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        LossMonitor monitor = before.after(number, measured.loss(), tolerance);
        progress = progress.plus(
                        (double) spec.tokensPerStep(), (double) trainer.flops().total(), seconds)
                .withHistory(progress.history().with(monitor));
        Map<String, Double> metrics = metrics(measured, rate, seconds).values();
        listener.stepped(new StepReport(number, progress.tokens(), progress.flops(), progress.seconds(), metrics));
        return monitor.diverged(number, tolerance)
                ? Optional.of(new TrainingResult.Diverged(
                        number, DivergenceMessage.unlearned(number, measured, weights, monitor, tolerance)))
                : Optional.empty();
    }

    private Measurements metrics(StepResult measured, double rate, double seconds) {
        long step = progress.step();
        double speed = trainer.flops().total() / seconds;
        Measurements metrics = new Measurements()
                .put(Metric.TRAIN_LOSS, measured.loss())
                .put(Metric.LEARNING_RATE, rate)
                .put(Metric.GRADIENT_NORM, measured.gradientNorm())
                .put(Metric.TOKENS_PER_SECOND, spec.tokensPerStep() / pace.after(seconds))
                .put(Metric.FLOPS_PER_SECOND, speed)
                .put(Metric.EPOCHS, batches.epochs(progress.tokens()));
        if (Flops.isExpected(spec.architecture())) {
            metrics.put(Metric.FLOPS_RATIO, (double) trainer.flops().total() / spec.flopsAtStep(step));
        }
        stepMetrics.put(metrics, measured);
        if (step == stepAtStart + 1) {
            metrics.put(Metric.MATMUL_RATE, matmulRate);
        }
        boolean evaluates = step % spec.training().evaluateEvery() == 0 || step == steps;
        if (evaluates || stepMetrics.detailed(step)) {
            metrics.put(Metric.MATMUL_SHARE, speed / matmulRate);
            stepMetrics.putDetails(
                    metrics, measured, trainer.decoder().weights().list());
        }
        if (evaluates) {
            progress = progress.withHistory(evaluator.evaluate(metrics, progress.history(), listener::working));
        }
        return metrics;
    }

    private void checkpoint() throws IOException {
        if (checkpointedStep == progress.step()) {
            return;
        }
        long start = System.nanoTime();
        Path file = Checkpoint.write(folder, spec, progress, trainer);
        timer.taken(start, System.nanoTime());
        checkpointedStep = progress.step();
        listener.checkpointed(progress.step(), file);
    }
}
