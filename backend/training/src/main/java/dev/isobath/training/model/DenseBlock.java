package dev.isobath.training.model;

import ai.djl.ndarray.NDArray;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.routing.ValidTokens;

/** Every token through attention and feed-forward. Mixture of experts and integrated MoDE differ in the feed-forward only. */
public record DenseBlock(Attention attention, FeedForward feedForward) implements Block {

    @Override
    public Forward forward(NDArray x, Pass pass) {
        Forward first = attention.forward(x, true, pass);
        ValidTokens everyone = ValidTokens.all(pass.batch(), pass.sequence());
        Forward second = feedForward.forward(first.value(), true, everyone, pass);
        return new Forward(second.value(), gradient -> backward(gradient, first, second));
    }

    /** Memory that the next part can have while it is still in the processor's caches is worth some percent of a step. */
    private static NDArray backward(NDArray gradient, Forward first, Forward second) {
        try (NDArray middle = second.backward().from(gradient)) {
            first.value().close();
            return first.backward().from(middle);
        }
    }
}
