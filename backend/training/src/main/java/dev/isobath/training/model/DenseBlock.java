package dev.isobath.training.model;

import ai.djl.ndarray.NDArray;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.routing.ValidTokens;

/**
 * A block that sends every token through attention and feed-forward. Mixture of experts and integrated MoDE differ only in the
 * feed-forward.
 */
record DenseBlock(Attention attention, FeedForward feedForward) implements Block {

    @Override
    public Forward forward(NDArray x, Pass pass) {
        Forward first = attention.forward(x, true, pass);
        ValidTokens valid = ValidTokens.all(pass.batch(), pass.sequence());
        Forward second = feedForward.forward(first.value(), true, valid, pass);
        return new Forward(second.value(), gradient -> backward(gradient, first, second));
    }

    /**
     * Goes back through both halves. It frees memory early: reusing it while it is in the processor's caches saves some percent
     * of a step.
     */
    private static NDArray backward(NDArray gradient, Forward first, Forward second) {
        try (NDArray middle = second.backward().from(gradient)) {
            first.value().close();
            return first.backward().from(middle);
        }
    }
}
