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
        Router.Choice choice = router.choose(x, pass);
        Selection selection = choice.selection();
        Script.Kept entered = attention.enter(x, choice, router.sigmoid(), pass); // [B k, d], in the order of the text
        Forward second = feedForward.forward(entered.result(), false, selection.present(), pass);
        NDArray value = pass.functions().leave(pass.manager(), x, entered.saved(), second.value(), selection, whole());
        return new Forward(value, gradient -> backward(gradient, x, choice, entered, second, pass));
    }

    /** Equation 1, x + r f(x) with f both halves of the block; or figure 1, x + attention + r mlp. */
    private boolean whole() {
        return switch (gate) {
            case BLOCK -> true;
            case MLP -> false;
        };
    }

    private NDArray backward(
            NDArray gradient, NDArray x, Router.Choice choice, Script.Kept entered, Forward second, Pass pass) {
        Script.Kept left = pass.keep(pass.functions()
                .leaveBackward(pass.manager(), gradient, entered.saved(), second.value(), choice.selection(), whole()));
        // As in a dense block, what is done with goes back while it is in the caches.
        second.value().close();
        try (NDArray _ = entered.result();
                NDArray ofFeedForward = left.result();
                NDArray middle = second.backward().from(ofFeedForward)) {
            return attention.enterBackward(gradient, middle, left.saved(), x, entered.saved(), choice, router, pass);
        }
    }
}
