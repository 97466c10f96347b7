package dev.isobath.training;

import java.util.List;

/**
 * The weights of one function, in the order that it expects.
 *
 * @param values as products use them
 * @param gradients where its derivative writes
 */
record WeightSet(Script.Arrays values, Script.Arrays gradients) {

    static WeightSet of(Weight... weights) {
        List<Weight> list = List.of(weights);
        return new WeightSet(
                Script.Arrays.of(list.stream().map(Weight::used).toList()),
                Script.Arrays.of(list.stream().map(Weight::gradient).toList()));
    }
}
