package dev.isobath.training.optimiser;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Scaling;
import dev.isobath.training.engine.FlopCounter;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.model.Batch;
import dev.isobath.training.model.Decoder;
import dev.isobath.training.routing.ExpertTrace;
import dev.isobath.training.routing.RouterTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** A model with its optimiser. It trains one step, or computes the loss of a batch without training. */
public final class Trainer {

    private final NDManager manager;
    private final Decoder decoder;
    private final AdamW optimiser;
    private final int microBatches;
    private final FlopCounter flops = new FlopCounter();

    /**
     * Makes a model with its first weights, and its optimiser.
     *
     * @param manager owns weights and moments
     */
    public Trainer(ExperimentSpec spec, NDManager manager, NumberFormat format) {
        this(spec, manager, format, functions -> new Decoder(spec, manager, functions));
    }

    private Trainer(ExperimentSpec spec, NDManager manager, NumberFormat format, Function<Functions, Decoder> model) {
        this.manager = manager;
        microBatches = spec.training().accumulate();
        Functions functions = new Functions(manager, format, Scaling.of(spec));
        decoder = model.apply(functions);
        optimiser = new AdamW(decoder.weights(), functions, spec.training(), manager);
    }

    /** Returns a trainer without first weights, which a checkpoint fills. */
    public static Trainer unfilled(ExperimentSpec spec, NDManager manager, NumberFormat format) {
        return new Trainer(spec, manager, format, functions -> Decoder.unfilled(spec, manager, functions, true));
    }

    public Decoder decoder() {
        return decoder;
    }

    public AdamW optimiser() {
        return optimiser;
    }

    /** Counts the forward and backward passes of the last {@link #step}. */
    public FlopCounter flops() {
        return flops;
    }

    /**
     * Learns from one batch, micro-batch by micro-batch where the spec says so. Nothing changes when the loss or the gradient is not finite.
     *
     * @param step the number of this step, counted from 1
     * @param rate the learning rate
     */
    public StepResult step(Batch batch, long step, double rate) {
        flops.reset();
        List<Decoder.Loss> losses = new ArrayList<>();
        List<StepResult.Traces> traces = new ArrayList<>();
        int part = batch.count() / microBatches;
        for (int first = 0; first < batch.count(); first += part) {
            gradients(batch.part(first, part), first, step, losses, traces);
            optimiser.accumulate();
        }
        long start = System.nanoTime();
        optimiser.finishAccumulating();
        double loss = sum(losses, Decoder.Loss::value) / microBatches;
        double[] gradientNorms = optimiser.gradientNorms();
        Map<Weight.Group, Double> norms = optimiser.groupNorms(gradientNorms);
        StepResult result = new StepResult(
                loss,
                norms.getOrDefault(Weight.Group.MODEL, 0.0),
                gradientNorms,
                traces,
                new StepResult.Timings(0, 0, 0));
        if (Double.isFinite(loss) && norms.values().stream().allMatch(Double::isFinite)) {
            optimiser.step(rate, step, norms);
            decoder.learnChoices(step, result.routers(), result.experts());
        }
        return result.timed(new StepResult.Timings(
                sum(losses, Decoder.Loss::forwardSeconds),
                sum(losses, Decoder.Loss::backwardSeconds),
                (System.nanoTime() - start) / 1e9));
    }

    /** Computes the gradients of one micro-batch. What forward kept is freed before the next one begins. */
    private void gradients(
            Batch part, int first, long step, List<Decoder.Loss> losses, List<StepResult.Traces> traces) {
        try (NDManager scope = manager.newSubManager();
                Pass pass = decoder.pass(scope, flops, Pass.Purpose.TRAIN, part.count(), step, first)) {
            losses.add(decoder.loss(part, pass));
            traces.add(new StepResult.Traces(pass.traces(RouterTrace.class), pass.traces(ExpertTrace.class)));
        }
    }

    private static double sum(List<Decoder.Loss> losses, ToDoubleFunction<Decoder.Loss> number) {
        return losses.stream().mapToDouble(number).sum();
    }

    /**
     * Evaluates a batch. It learns nothing and counts no FLOPs.
     *
     * @param purpose says how tokens are routed
     */
    public Evaluation evaluate(Batch batch, Pass.Purpose purpose) {
        try (NDManager scope = manager.newSubManager();
                Pass pass = decoder.pass(scope, new FlopCounter(), purpose, batch.count(), 0)) {
            double loss = decoder.loss(batch, pass).value();
            return new Evaluation(loss, pass.traces(RouterTrace.class), pass.traces(ExpertTrace.class));
        }
    }
}
