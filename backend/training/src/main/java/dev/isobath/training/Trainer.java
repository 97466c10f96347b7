package dev.isobath.training;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.ExperimentSpec;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A model with its optimiser: one step of training, or the loss of a batch without it. */
final class Trainer {

    private final NDManager manager;
    private final Decoder decoder;
    private final AdamW optimiser;
    private final FlopCounter flops = new FlopCounter();

    /** @param manager owns weights and moments */
    Trainer(ExperimentSpec spec, NDManager manager, Arithmetic arithmetic) {
        this(spec, manager, arithmetic, functions -> new Decoder(spec, manager, functions));
    }

    private Trainer(ExperimentSpec spec, NDManager manager, Arithmetic arithmetic, Function<Functions, Decoder> model) {
        this.manager = manager;
        Functions functions = new Functions(manager, arithmetic);
        decoder = model.apply(functions);
        optimiser = new AdamW(decoder.weights(), functions, spec.training(), manager);
    }

    /** For {@link Checkpoint#read} to fill. */
    static Trainer unfilled(ExperimentSpec spec, NDManager manager, Arithmetic arithmetic) {
        return new Trainer(spec, manager, arithmetic, functions -> Decoder.unfilled(spec, manager, functions, true));
    }

    Decoder decoder() {
        return decoder;
    }

    AdamW optimiser() {
        return optimiser;
    }

    /** Counts the forward and backward passes of the last {@link #step}. */
    FlopCounter flops() {
        return flops;
    }

    /**
     * What a step showed.
     *
     * @param loss of the language model, nats a token
     * @param gradientNorm of the language model's weights, before clipping
     * @param gradientNorms of each weight, in their order
     * @param routers what the routers did, block by block; likewise {@code experts}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Measured(
            double loss,
            double gradientNorm,
            double[] gradientNorms,
            List<RouterReading> routers,
            List<ExpertReading> experts,
            Timings timings) {

        boolean isFinite() {
            return Double.isFinite(loss) && Double.isFinite(gradientNorm);
        }
    }

    /** Where the seconds of a step went; its batch is read before. */
    record Timings(double forward, double backward, double optimiser) {}

    /**
     * Learns from one batch. Nothing changes when loss or gradient is not finite.
     *
     * @param step number of this step, counted from 1
     */
    Measured step(Batch batch, long step, double rate) {
        flops.reset();
        try (NDManager scope = manager.newSubManager();
                Pass pass = decoder.pass(scope, flops, Pass.Purpose.LEARN, batch.count(), step)) {
            Decoder.Loss loss = decoder.loss(batch, pass);
            long start = System.nanoTime();
            double[] each = optimiser.gradientNorms();
            Map<Weight.Group, Double> norms = optimiser.groupNorms(each);
            if (Double.isFinite(loss.value()) && norms.values().stream().allMatch(Double::isFinite)) {
                optimiser.step(rate, step, norms);
            }
            return new Measured(
                    loss.value(),
                    norms.getOrDefault(Weight.Group.MODEL, 0.0),
                    each,
                    pass.routers(),
                    pass.experts(),
                    new Timings(loss.forwardSeconds(), loss.backwardSeconds(), (System.nanoTime() - start) / 1e9));
        }
    }

    /**
     * What a batch showed that nothing was learned from.
     *
     * @param loss nats a token
     * @param routers what the routers did, block by block
     */
    record Evaluated(double loss, List<RouterReading> routers) {}

    /**
     * Evaluates a batch, learning nothing and counting nothing.
     *
     * @param purpose how tokens are routed
     */
    Evaluated observe(Batch batch, Pass.Purpose purpose) {
        try (NDManager scope = manager.newSubManager();
                Pass pass = decoder.pass(scope, new FlopCounter(), purpose, batch.count(), 0)) {
            return new Evaluated(decoder.loss(batch, pass).value(), pass.routers());
        }
    }

    /** Loss of a batch in nats a token; likewise. */
    double evaluate(Batch batch, Pass.Purpose purpose) {
        return observe(batch, purpose).loss();
    }
}
