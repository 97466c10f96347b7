package dev.isobath.training.engine;

import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * The weights of one function, in the order that it expects.
 *
 * @param values the arrays that products use
 * @param gradients the arrays that its derivative writes to
 */
public record WeightSet(Script.Arrays values, Script.Arrays gradients) {

    /** Returns a set of at least one weight. It lives as long as the weights. */
    public static WeightSet of(Weight... weights) {
        return of(weights[0].array().getManager(), weights);
    }

    /** Returns a set of any number of weights, which may be none. It lives as long as {@code owner}. */
    public static WeightSet of(NDManager owner, Weight... weights) {
        List<Weight> list = List.of(weights);
        return new WeightSet(
                Script.Arrays.of(owner, list.stream().map(Weight::used).toList()),
                Script.Arrays.of(owner, list.stream().map(Weight::gradient).toList()));
    }
}
