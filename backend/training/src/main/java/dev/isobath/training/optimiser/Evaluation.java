package dev.isobath.training.optimiser;

import dev.isobath.training.routing.ExpertTrace;
import dev.isobath.training.routing.RouterTrace;
import java.util.List;

/**
 * The results of one batch without training on it.
 *
 * @param loss the loss of the language model, nats a token
 * @param routers the trace of each router around a block, block by block
 * @param experts the trace of each expert router, block by block
 */
public record Evaluation(double loss, List<RouterTrace> routers, List<ExpertTrace> experts) {}
