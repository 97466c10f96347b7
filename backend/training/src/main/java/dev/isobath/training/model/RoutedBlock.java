package dev.isobath.training.model;

import ai.djl.ndarray.NDArray;
import dev.isobath.spec.Routing;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.engine.Script;
import dev.isobath.training.routing.Router;
import dev.isobath.training.routing.Selection;

/**
 * A Mixture-of-Depths block (2404.02258, section 3.3). The chosen tokens of each sequence go through attention and feed-forward
 * among themselves. The other tokens keep their residual bit for bit.
 *
 * <p>Letters: B sequences, S tokens of each, k slots of each, d width.
 *
 * @param gate the part that the router weight multiplies
 */
public record RoutedBlock(
        Router router, Routing.Gate gate, Attention attention, FeedForward feedForward, RoutedBlockFunctions functions)
        implements Block {

    @Override
    public Forward forward(NDArray x, Pass pass) {
        Router.Choice choice = router.choose(x, pass);
        Selection selection = choice.selection();
        Script.Kept entered = enter(x, choice, pass); // [B k, d], in the order of the text
        Forward second = feedForward.forward(entered.result(), false, selection.validTokens(), pass);
        NDArray value = functions.leave(pass.manager(), x, entered.saved(), second.value(), selection, whole());
        return new Forward(value, gradient -> backward(gradient, x, choice, entered, second, pass));
    }

    /** Runs attention among the chosen rows of x, [B S, d] -> [B k, d]. */
    private Script.Kept enter(NDArray x, Router.Choice choice, Pass pass) {
        attention.count(pass, choice.selection().slots());
        return pass.keep(functions.enter(
                pass.manager(),
                x,
                choice.outputs(),
                choice.selection(),
                attention.weights(),
                attention.rotary(),
                attention.heads(),
                router.sigmoid(),
                pass.trains()));
    }

    /**
     * Returns whether the router weight multiplies both halves of the block, x + r f(x) (equation 1), or only the MLP, x +
     * attention + r mlp (figure 1).
     */
    private boolean whole() {
        return switch (gate) {
            case BLOCK -> true;
            case MLP -> false;
        };
    }

    private NDArray backward(
            NDArray gradient, NDArray x, Router.Choice choice, Script.Kept entered, Forward second, Pass pass) {
        Selection selection = choice.selection();
        Script.Kept left = pass.keep(
                functions.leaveBackward(pass.manager(), gradient, entered.saved(), second.value(), selection, whole()));
        // As in a dense block, memory is freed while it is in the caches.
        second.value().close();
        try (NDArray _ = entered.result();
                NDArray ofFeedForward = left.result();
                NDArray middle = second.backward().from(ofFeedForward)) {
            return functions.enterBackward(
                    pass.manager(),
                    gradient,
                    middle,
                    left.saved(),
                    x,
                    entered.saved(),
                    selection,
                    attention.weights(),
                    router.weights(),
                    router.lossGradient(choice, pass),
                    router.sigmoid());
        }
    }
}
