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
 * @param traces the traces of each micro-batch; most steps have one
 * @param timings the seconds that the parts of the step took
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StepResult(
        double loss, double gradientNorm, double[] gradientNorms, List<Traces> traces, Timings timings) {

    public StepResult {
        traces = List.copyOf(traces);
    }

    /**
     * What the routers of a model did in one micro-batch.
     *
     * @param routers the trace of each router around a block, block by block
     * @param experts the trace of each expert router, block by block
     */
    public record Traces(List<RouterTrace> routers, List<ExpertTrace> experts) {}

    /** The seconds that the parts of a step took. Reading the batch is not among them. */
    public record Timings(double forward, double backward, double optimiser) {}

    /** Returns the traces of the routers around blocks, micro-batch by micro-batch. */
    public List<RouterTrace> routers() {
        return traces.stream().flatMap(part -> part.routers().stream()).toList();
    }

    /** Returns the traces of the expert routers, micro-batch by micro-batch. */
    public List<ExpertTrace> experts() {
        return traces.stream().flatMap(part -> part.experts().stream()).toList();
    }

    StepResult timed(Timings seconds) {
        return new StepResult(loss, gradientNorm, gradientNorms, traces, seconds);
    }

    /** Returns whether loss and gradient norm are finite. */
    public boolean isFinite() {
        return Double.isFinite(loss) && Double.isFinite(gradientNorm);
    }
}
