package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import dev.isobath.spec.ExperimentSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model with its optimiser: one step of training, or the loss of a batch without it. */
final class Trainer {

    private final NDManager manager;
    private final Decoder decoder;
    private final AdamW optimiser;
    private final FlopCounter flops = new FlopCounter();
    private final CausalLearning causal;

    /** @param manager owns weights and moments */
    Trainer(ExperimentSpec spec, NDManager manager, DataType type, Ops ops) {
        this.manager = manager;
        decoder = new Decoder(spec, manager, type, ops);
        optimiser = new AdamW(decoder.weights(), spec.training(), manager);
        causal = CausalLearning.of(spec.architecture());
    }

    /** The metric that the causal loss is reported as, if there is one. */
    Optional<String> causalMetric() {
        return causal.metric();
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
     * @param causalLoss mean over the routed blocks; likewise {@code causalAccuracy}. NaN where no method learns causally
     */
    record Measured(double loss, double gradientNorm, double causalLoss, double causalAccuracy) {

        boolean isFinite() {
            return Double.isFinite(loss) && Double.isFinite(gradientNorm);
        }
    }

    /**
     * Learns from one batch. Nothing changes when loss or gradient is not finite.
     *
     * @param step number of this step, counted from 1
     */
    Measured step(Batch batch, long step, double rate) {
        flops.reset();
        try (NDManager scope = manager.newSubManager()) {
            Pass pass = decoder.pass(scope, flops, batch.count());
            NDArray loss;
            try (GradientCollector collector = scope.getEngine().newGradientCollector()) {
                loss = decoder.loss(batch, pass);
                collector.backward(withCausalLosses(loss, pass.causalLosses()));
            }
            Map<Weight.Group, Double> norms = optimiser.gradientNorms();
            Measured measured = measured(Values.scalar(loss), norms, pass.causalLosses());
            if (measured.isFinite() && norms.values().stream().allMatch(Double::isFinite)) {
                optimiser.step(rate, step, norms);
            }
            return measured;
        }
    }

    private NDArray withCausalLosses(NDArray loss, List<CausalLoss> losses) {
        NDArray total = loss;
        for (CausalLoss one : losses) {
            total = total.add(one.loss().mul(Values.constant(loss, causal.weight() / losses.size())));
        }
        return total;
    }

    private static Measured measured(double loss, Map<Weight.Group, Double> norms, List<CausalLoss> losses) {
        return new Measured(
                loss,
                norms.getOrDefault(Weight.Group.MODEL, 0.0),
                losses.stream()
                        .mapToDouble(one -> Values.scalar(one.loss()))
                        .average()
                        .orElse(Double.NaN),
                losses.stream().mapToDouble(CausalLoss::accuracy).average().orElse(Double.NaN));
    }

    /** Loss of a batch in nats a token, learning nothing and counting nothing. */
    double evaluate(Batch batch) {
        try (NDManager scope = manager.newSubManager()) {
            Pass pass = decoder.pass(scope, new FlopCounter(), batch.count());
            return Values.scalar(decoder.loss(batch, pass));
        }
    }
}
