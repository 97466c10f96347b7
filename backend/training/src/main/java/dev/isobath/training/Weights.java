package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Makes and lists the trainable arrays of one model. The first value of a weight depends on the seed and its name only, so
 * two architectures start from the same numbers wherever they have the same weight.
 */
final class Weights {

    private final NDManager manager;
    private final Functions functions;
    private final Optional<Randomness> first;
    private final boolean learns;
    private final List<Weight> list = new ArrayList<>();

    Weights(NDManager manager, Functions functions, Randomness first) {
        this(manager, functions, Optional.of(first), true);
    }

    private Weights(NDManager manager, Functions functions, Optional<Randomness> first, boolean learns) {
        this.manager = manager;
        this.functions = functions;
        this.first = first;
        this.learns = learns;
    }

    /**
     * Of a model that is filled from a file: zeros at first.
     *
     * @param learns or else its gradients have no room
     */
    static Weights unfilled(NDManager manager, Functions functions, boolean learns) {
        return new Weights(manager, functions, Optional.empty(), learns);
    }

    /** In the order they were made. */
    List<Weight> list() {
        return Collections.unmodifiableList(list);
    }

    long count() {
        return list.stream().mapToLong(weight -> weight.array().size()).sum();
    }

    /** Those of one block, in the order they were made: attention, feed-forward, router, predictor. */
    List<Weight> of(int layer) {
        String prefix = "blocks." + layer + ".";
        return list.stream().filter(weight -> weight.name().startsWith(prefix)).toList();
    }

    Weight get(String name) {
        return list.stream()
                .filter(weight -> weight.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no weight is called " + name));
    }

    /** A set without any. */
    WeightSet none() {
        return WeightSet.of(manager);
    }

    NDArray array(String name) {
        return get(name).array();
    }

    /** A matrix that activations are multiplied with, drawn from N(0, deviation squared). */
    Weight matrix(String name, double deviation, long... shape) {
        return matrix(name, Weight.Group.MODEL, deviation, shape);
    }

    /** The same for another group than the model. */
    Weight matrix(String name, Weight.Group group, double deviation, long... shape) {
        return add(name, group, normal(name, deviation, shape), true);
    }

    /** A weight that is used as it is learned, drawn from N(0, deviation squared). */
    Weight normal(String name, Weight.Group group, double deviation, long... shape) {
        return add(name, group, normal(name, deviation, shape), false);
    }

    /** The same {@code value} everywhere. */
    Weight constant(String name, Weight.Group group, double value, long... shape) {
        NDArray array = manager.zeros(new Shape(shape), functions.arithmetic().master());
        return add(name, group, array.addi(value), false);
    }

    private NDArray normal(String name, double deviation, long... shape) {
        Shape sizes = new Shape(shape);
        DataType master = functions.arithmetic().master();
        int count = Math.toIntExact(sizes.size());
        return first.map(randomness ->
                        Values.array(manager, master, randomness.normal(count, deviation, "weight " + name), sizes))
                .orElseGet(() -> manager.zeros(sizes, master));
    }

    private Weight add(String name, Weight.Group group, NDArray array, boolean product) {
        NDArray gradient = manager.zeros(
                learns ? array.getShape() : new Shape(0), functions.arithmetic().master());
        Optional<NDArray> rounded = product && functions.arithmetic().rounds()
                ? Optional.of(functions.rounded(manager, array))
                : Optional.empty();
        Weight weight = new Weight(name, array, rounded, gradient, group);
        list.add(weight);
        return weight;
    }

    /** Brings the copies that products use up to date with the values that were learned or loaded. */
    void refresh() {
        List<Weight> rounded =
                list.stream().filter(weight -> weight.rounded().isPresent()).toList();
        if (!rounded.isEmpty()) {
            try (Script.Arrays copies =
                            Script.Arrays.of(rounded.stream().map(Weight::used).toList());
                    Script.Arrays masters =
                            Script.Arrays.of(rounded.stream().map(Weight::array).toList())) {
                functions.copy(copies, masters);
            }
        }
    }
}
