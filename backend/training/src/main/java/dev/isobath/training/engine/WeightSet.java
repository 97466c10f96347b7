package dev.isobath.training.engine;

import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * The weights of one function, in the order that it expects.
 *
 * @param values as products use them
 * @param gradients where its derivative writes
 */
public record WeightSet(Script.Arrays values, Script.Arrays gradients) {

    /** It lives as long as the weights. */
    public static WeightSet of(Weight... weights) {
        return of(weights[0].array().getManager(), weights);
    }

    /** The same of perhaps none; it lives as long as {@code owner}. */
    public static WeightSet of(NDManager owner, Weight... weights) {
        List<Weight> list = List.of(weights);
        return new WeightSet(
                Script.Arrays.of(owner, list.stream().map(Weight::used).toList()),
                Script.Arrays.of(owner, list.stream().map(Weight::gradient).toList()));
    }
}
