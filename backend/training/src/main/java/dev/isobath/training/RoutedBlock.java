package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import dev.isobath.spec.Routing;
import java.util.function.UnaryOperator;

/**
 * A Mixture-of-Depths block (2404.02258, section 3.3): the k tokens of each sequence with the largest router weights go
 * through attention and feed-forward among themselves; the others keep their residual, bit by bit.
 *
 * <p>Letters: B sequences, S tokens of each, k of them chosen, d width.
 *
 * @param router reads the block's input, one output a token
 * @param weight from router output to router weight
 * @param gate what the router weight multiplies
 * @param tokens k
 */
record RoutedBlock(Router router, UnaryOperator<NDArray> weight, Routing.Gate gate, int tokens, Layer layer)
        implements Block {

    @Override
    public NDArray forward(NDArray x, Pass pass) {
        NDArray outputs = router.forward(x, pass); // [B S, 1]
        Selection selection = Selection.top(outputs, tokens, pass);
        router.learnCausally(x, outputs, selection, pass);

        NDArray chosen = pass.take(x, selection.rows()); // [B k, d], in the order of the text
        NDArray r = weight.apply(pass.take(outputs, selection.rows())); // [B k, 1]
        Positions positions = pass.rotary().at(selection.positions(), pass.batch());
        NDArray attention = layer.attention(chosen, positions, pass);
        NDArray h = chosen.add(attention);
        NDArray feedForward = layer.feedForward(h, pass);
        NDArray updated = switch (gate) {
            // Equation 1: x + r f(x), with f both halves of the block. r puts the router on the gradient path.
            case BLOCK -> chosen.add(attention.add(feedForward).mul(r));
            // Figure 1: x + attention + r mlp.
            case MLP -> h.add(feedForward.mul(r));
        };
        return pass.replace(x, selection.rows(), updated);
    }
}
