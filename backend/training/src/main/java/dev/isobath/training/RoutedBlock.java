package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import dev.isobath.spec.Routing;

/**
 * A Mixture-of-Depths block (2404.02258, section 3.3): the chosen tokens of each sequence go through attention and feed-forward
 * among themselves; the others keep their residual, bit by bit.
 *
 * <p>Letters: B sequences, S tokens of each, k places for them, d width.
 *
 * @param gate what the router weight multiplies
 */
record RoutedBlock(Router router, Routing.Gate gate, Attention attention, FeedForward feedForward) implements Block {

    @Override
    public Forward forward(NDArray x, Pass pass) {
        Functions functions = pass.functions();
        Router.Choice choice = router.choose(x, pass);
        Selection selection = choice.selection();

        NDArray chosen = functions.take(pass.manager(), x, selection.rows()); // [B k, d], in the order of the text
        NDArray weights =
                functions.weigh(pass.manager(), choice.outputs(), selection.rows(), router.sigmoid()); // [B k, 1]
        Positions positions = pass.rotary().at(pass.manager(), selection.positions(), pass.batch());
        Forward first = attention.forward(chosen, false, positions, pass);
        NDArray h = functions.sum(pass.manager(), chosen, first.value());
        Forward second = feedForward.forward(h, false, selection.present(), pass);
        NDArray value =
                functions.put(pass.manager(), x, chosen, first.value(), second.value(), weights, selection, whole());
        return new Forward(value, gradient -> backward(gradient, x, choice, weights, first, second, pass));
    }

    /** Equation 1, x + r f(x) with f both halves of the block; or figure 1, x + attention + r mlp. */
    private boolean whole() {
        return switch (gate) {
            case BLOCK -> true;
            case MLP -> false;
        };
    }

    private NDArray backward(
            NDArray gradient,
            NDArray x,
            Router.Choice choice,
            NDArray weights,
            Forward first,
            Forward second,
            Pass pass) {
        Functions functions = pass.functions();
        NDArray[] gradients = functions.putBackward(
                pass.manager(), gradient, first.value(), second.value(), weights, choice.selection(), whole());
        NDArray put = gradients[0];
        NDArray ofFeedForward = gradients[1];
        NDArray throughMlp = second.backward().from(ofFeedForward);
        NDArray ofAttention = functions.sum(pass.manager(), whole() ? ofFeedForward : put, throughMlp);
        NDArray chosen = functions.sum(
                pass.manager(),
                functions.sum(pass.manager(), put, throughMlp),
                first.backward().from(ofAttention));
        return router.backward(gradient, chosen, choice, x, weights, gradients[2], pass);
    }
}
