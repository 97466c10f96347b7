package dev.isobath.training.optimiser;

import dev.isobath.training.routing.ExpertTrace;
import dev.isobath.training.routing.RouterTrace;
import java.util.List;

/**
 * The results of one training step.
 *
 * @param loss the loss of the language model, nats a token
 * @param gradientNorm the gradient norm of the language model's weights, before clipping
 * @param gradientNorms the gradient norm of each weight, in the order of the weights
 * @param routers the trace of each router around a block, block by block
 * @param experts the trace of each expert router, block by block
 * @param timings the seconds that the parts of the step took
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StepResult(
        double loss,
        double gradientNorm,
        double[] gradientNorms,
        List<RouterTrace> routers,
        List<ExpertTrace> experts,
        Timings timings) {

    /** The seconds that the parts of a step took. Reading the batch is not among them. */
    public record Timings(double forward, double backward, double optimiser) {}

    /** Returns whether loss and gradient norm are finite. */
    public boolean isFinite() {
        return Double.isFinite(loss) && Double.isFinite(gradientNorm);
    }
}
