package dev.isobath.training;

import dev.isobath.spec.Architecture;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.metrics.Metric;
import dev.isobath.training.data.CorpusFiles;
import dev.isobath.training.data.TextTokenizer;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.metrics.ExpertUse;
import dev.isobath.training.metrics.HeldOutLoss;
import dev.isobath.training.metrics.Measurements;
import dev.isobath.training.metrics.PredictorMetrics;
import dev.isobath.training.metrics.RunHistory;
import dev.isobath.training.metrics.SelectionSnapshot;
import dev.isobath.training.model.Batch;
import dev.isobath.training.optimiser.Evaluation;
import dev.isobath.training.optimiser.Trainer;
import dev.isobath.training.routing.CausalRouting;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a model on held-out text: with the routing of training and, where sampling routes differently, with the routing of sampling
 * too.
 */
final class Evaluator {

    private final Trainer trainer;
    private final HeldOut heldOut;
    private final long bytes;
    private final CausalRouting causal;
    private final Architecture architecture;

    private Evaluator(Trainer trainer, HeldOut heldOut, long bytes, Architecture architecture) {
        this.trainer = trainer;
        this.heldOut = heldOut;
        this.bytes = bytes;
        this.architecture = architecture;
        causal = CausalRouting.of(architecture);
    }

    /**
     * Makes the evaluator of one run, and counts the bytes of its held-out windows.
     *
     * @param tokenizer the {@code tokenizer.json} where the spec names one
     * @throws IOException when the tokenizer's file cannot be read
     */
    static Evaluator of(ExperimentSpec spec, Trainer trainer, HeldOut heldOut, CorpusFiles.@Nullable Content tokenizer)
            throws IOException {
        try (TextTokenizer words = TextTokenizer.of(spec.data().tokenizer(), tokenizer)) {
            return new Evaluator(trainer, heldOut, heldOut.bytes(words), spec.architecture());
        }
    }

    /**
     * Puts the metrics of an evaluation, and returns the history that the next evaluation is compared with.
     *
     * @param working is run after each chunk
     */
    RunHistory evaluate(Measurements metrics, RunHistory history, Runnable working) {
        RunHistory after = history;
        HeldOutLoss trained = new HeldOutLoss();
        HeldOutLoss causally = new HeldOutLoss();
        ExpertUse trainedUse = use();
        ExpertUse causalUse = use();
        PredictorMetrics predictorMetrics = new PredictorMetrics();
        for (int index = 0; index < heldOut.chunks(); index++) {
            Batch chunk = heldOut.chunk(index);
            Evaluation evaluated = trainer.evaluate(chunk, Pass.Purpose.EVALUATE);
            trained.add(chunk, evaluated);
            long tokens = (long) chunk.count() * chunk.length();
            trainedUse.add(evaluated.experts(), tokens);
            if (index == 0 && !evaluated.routers().isEmpty()) {
                SelectionSnapshot snapshot = SelectionSnapshot.of(chunk, evaluated.routers());
                history.selection().ifPresent(previous -> snapshot.put(metrics, previous));
                after = history.with(snapshot);
            }
            predictorMetrics.add(evaluated.routers());
            if (causal == CausalRouting.DIFFERENT_FROM_TRAINING) {
                Evaluation causalEvaluation = trainer.evaluate(chunk, Pass.Purpose.EVALUATE_CAUSALLY);
                causally.add(chunk, causalEvaluation);
                causalUse.add(causalEvaluation.experts(), tokens);
            }
            working.run();
        }
        metrics.put(Metric.VAL_LOSS, trained.mean());
        boolean noOps = architecture instanceof Architecture.IntegratedMode;
        trainedUse.put(metrics, ExpertUse.Names.AS_TRAINED, noOps);
        switch (causal) {
            case AS_TRAINED -> {
                metrics.put(Metric.VAL_LOSS_CAUSAL, trained.mean());
                trainedUse.put(metrics, ExpertUse.Names.CAUSALLY, noOps);
            }
            case DIFFERENT_FROM_TRAINING -> {
                metrics.put(Metric.VAL_LOSS_CAUSAL, causally.mean());
                causalUse.put(metrics, ExpertUse.Names.CAUSALLY, noOps);
            }
            case NOT_LEARNED -> {} // There is no causal routing to measure.
        }
        metrics.put(Metric.VAL_PERPLEXITY, Math.exp(trained.mean())).put(Metric.VAL_TOKENS, (double) heldOut.tokens());
        if (bytes > 0) {
            metrics.put(
                    Metric.VAL_BITS_PER_BYTE,
                    trained.mean() / Math.log(2) * (double) heldOut.tokens() / (double) bytes);
        }
        predictorMetrics.put(metrics);
        return after;
    }

    private ExpertUse use() {
        return new ExpertUse(
                4L * architecture.shape().width() * architecture.shape().feedForward());
    }
}
