package dev.isobath.training;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.protocol.StepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Steps, evaluations and checkpoints in their order, until the last step or until someone asks to stop. */
final class TrainingLoop {

    private final ExperimentSpec spec;
    private final long steps;
    private final Trainer trainer;
    private final Batches batches;
    private final Schedule schedule;
    private final TrainingListener listener;
    private final Path folder;
    private final CheckpointPace pace;
    private Progress progress;
    private long checkpointedStep = -1;

    TrainingLoop(
            ExperimentSpec spec,
            Trainer trainer,
            Batches batches,
            Progress progress,
            TrainingListener listener,
            Path folder,
            Duration checkpointEvery) {
        this.spec = spec;
        this.trainer = trainer;
        this.batches = batches;
        this.progress = progress;
        this.listener = listener;
        this.folder = folder;
        steps = spec.steps();
        schedule = Schedule.of(spec.training(), steps);
        pace = new CheckpointPace(checkpointEvery, System.nanoTime());
    }

    TrainingResult run() throws IOException {
        while (progress.step() < steps) {
            switch (listener.next()) {
                case CONTINUE -> {
                    if (pace.due(System.nanoTime())) {
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
        Trainer.Measured measured = trainer.step(batches.training(progress.step()), number, rate);
        if (!measured.isFinite()) {
            return Optional.of(new TrainingResult.Diverged(progress.step(), divergence(number, measured)));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        progress = progress.plus(
                (double) spec.tokensPerStep(), (double) trainer.flops().total(), seconds);
        listener.stepped(new StepReport(
                number, progress.tokens(), progress.flops(), progress.seconds(), metrics(measured, rate, seconds)));
        return Optional.empty();
    }

    private static String divergence(long step, Trainer.Measured measured) {
        String what = Double.isFinite(measured.loss()) ? "gradient" : "loss";
        return "The %s of step %d is not a finite number; the model was left as it was after step %d. A lower learning rate or a longer warm-up usually helps."
                .formatted(what, step, step - 1);
    }

    private Map<String, Double> metrics(Trainer.Measured measured, double rate, double seconds) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("train_loss", measured.loss());
        metrics.put("learning_rate", rate);
        metrics.put("gradient_norm", measured.gradientNorm());
        metrics.put("tokens_per_second", spec.tokensPerStep() / seconds);
        metrics.put("epochs", batches.epochs(progress.tokens()));
        metrics.putAll(StepMetrics.of(spec, measured));
        if (progress.step() % spec.training().evaluateEvery() == 0 || progress.step() == steps) {
            evaluate(metrics);
        }
        return metrics;
    }

    /** Held-out losses: routed as in training and, where that differs, as in sampling. */
    private void evaluate(Map<String, Double> metrics) {
        int count = spec.training().evaluationBatches();
        boolean causally = CausalRouting.of(spec.architecture()) == CausalRouting.OTHERWISE;
        double sum = 0;
        double causalSum = 0;
        PredictorScores scores = new PredictorScores();
        for (int index = 0; index < count; index++) {
            Batch batch = batches.heldOut(index, count);
            Trainer.Evaluated evaluated = trainer.observe(batch, Pass.Purpose.MEASURE);
            sum += evaluated.loss();
            scores.add(evaluated.routers());
            if (causally) {
                causalSum += trainer.evaluate(batch, Pass.Purpose.MEASURE_CAUSALLY);
            }
        }
        metrics.put("val_loss", sum / count);
        if (causally) {
            metrics.put("val_loss_causal", causalSum / count);
        }
        scores.put(metrics);
    }

    private void checkpoint() throws IOException {
        if (checkpointedStep == progress.step()) {
            return;
        }
        long start = System.nanoTime();
        Path file = Checkpoint.write(folder, spec, progress, trainer);
        pace.taken(start, System.nanoTime());
        checkpointedStep = progress.step();
        listener.checkpointed(progress.step(), file);
    }
}
