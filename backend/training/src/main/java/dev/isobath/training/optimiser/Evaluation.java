package dev.isobath.training.optimiser;

import dev.isobath.training.routing.RouterTrace;
import java.util.List;

/**
 * What one batch showed without training on it.
 *
 * @param loss the loss of the language model, nats a token
 * @param routers what each router around a block did, block by block
 */
public record Evaluation(double loss, List<RouterTrace> routers) {}
