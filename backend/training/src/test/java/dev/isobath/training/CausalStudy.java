package dev.isobath.training;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.training.data.Corpus;
import dev.isobath.training.data.CorpusFiles;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.model.Batch;
import dev.isobath.training.optimiser.Evaluation;
import dev.isobath.training.optimiser.LearningRateSchedule;
import dev.isobath.training.optimiser.Trainer;
import dev.isobath.training.routing.ExpertTrace;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Compares two causal rules of expert choice on one model: thresholds of training, and the paths with the largest shares. Arguments: a
 * text, a number of steps, layers, width, sequence length.
 */
final class CausalStudy {

    private static final String[] MODELS = {
        "moe|experts: 4",
        "moe|experts: 4, capacityFactor: 0.5",
        "staged-mode|experts: 4, capacity: 0.5, routeEvery: 2, causal: predictor",
        "staged-mode|experts: 4, capacity: 0.5, routeEvery: 2, scheme: token-choice",
        "integrated-mode|experts: 4, noOps: 2",
        "integrated-mode|experts: 4, noOps: 2, capacityFactor: 2",
    };

    private CausalStudy() {}

    public static void main(String[] arguments) throws Exception {
        int steps = Integer.parseInt(arguments[1]);
        for (String model : MODELS) {
            String[] parts = model.split("\\|", -1);
            ExperimentSpec spec =
                    Specs.yaml("""
                    name: study
                    architecture: {kind: %s, layers: %s, width: %s, heads: 2, %s}
                    data: {corpus: text, sequenceLength: %s}
                    training: {batch: 8, budget: {steps: %d}, learningRate: 3.0e-3, evaluationTokens: 65536}
                    """.formatted(parts[0], arguments[2], arguments[3], parts[1], arguments[4], steps));
            study(model, spec, Path.of(arguments[0]), steps);
        }
    }

    private static void study(String model, ExperimentSpec spec, Path text, int steps) throws Exception {
        Corpus corpus =
                Corpus.open(CorpusFiles.of(text), spec, () -> false, _ -> {}).orElseThrow();
        try (NDManager manager = NativeEngine.newManager(spec.training())) {
            Trainer trainer = new Trainer(spec, manager, NumberFormat.F32);
            Batches batches = new Batches(
                    corpus,
                    new Randomness(spec.seed()),
                    spec.training().batch(),
                    spec.data().sequenceLength());
            LearningRateSchedule schedule = LearningRateSchedule.of(spec.training(), steps);
            for (int step = 1; step <= steps; step++) {
                trainer.step(batches.training(step - 1), step, schedule.rate(step));
            }
            HeldOut heldOut = HeldOut.of(corpus, spec);
            report(model, "as trained", trainer, heldOut, Pass.Purpose.EVALUATE);
            report(model, "thresholds", trainer, heldOut, Pass.Purpose.EVALUATE_CAUSALLY);
            trainer.decoder().weights().buffers().values().forEach(buffer -> buffer.muli(0));
            report(model, "largest shares", trainer, heldOut, Pass.Purpose.EVALUATE_CAUSALLY);
        }
    }

    private static void report(String model, String rule, Trainer trainer, HeldOut heldOut, Pass.Purpose purpose) {
        double loss = 0;
        double windows = 0;
        double tokens = 0;
        double taken = 0;
        double noOps = 0;
        for (int index = 0; index < heldOut.chunks(); index++) {
            Batch chunk = heldOut.chunk(index);
            Evaluation evaluation = trainer.evaluate(chunk, purpose);
            loss += evaluation.loss() * chunk.count();
            windows += chunk.count();
            for (ExpertTrace trace : evaluation.experts()) {
                int[] load = trace.dispatch().load();
                tokens += trace.tokens();
                taken += trace.dispatch().taken().count();
                noOps += Arrays.stream(load).sum() - trace.dispatch().taken().count();
            }
        }
        System.out.printf(
                "| `%s` | %s | %.4f | %.3f | %.3f |%n", model, rule, loss / windows, taken / tokens, noOps / tokens);
    }
}
