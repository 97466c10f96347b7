package dev.isobath.training;

import ai.djl.ndarray.NDArray;

/** Every token through attention and feed-forward. Mixture of experts and integrated MoDE differ in the feed-forward only. */
record DenseBlock(Layer layer) implements Block {

    @Override
    public NDArray forward(NDArray x, Pass pass) {
        NDArray h = x.add(layer.attention(x, pass.rotary().all(), pass));
        return h.add(layer.feedForward(h, pass));
    }
}
