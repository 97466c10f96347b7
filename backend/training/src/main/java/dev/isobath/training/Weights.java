package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Makes and lists the trainable arrays of one model. The first value of a weight depends on the seed and its name only, so
 * two architectures start from the same numbers wherever they have the same weight.
 */
final class Weights {

    private final NDManager manager;
    private final DataType type;
    private final Randomness randomness;
    private final List<Weight> list = new ArrayList<>();

    /** @param type number format of the weights: float32, or float64 where a test needs the digits */
    Weights(NDManager manager, DataType type, Randomness randomness) {
        this.manager = manager;
        this.type = type;
        this.randomness = randomness;
    }

    /** In the order they were made. */
    List<Weight> list() {
        return Collections.unmodifiableList(list);
    }

    long count() {
        return list.stream().mapToLong(weight -> weight.array().size()).sum();
    }

    NDArray array(String name) {
        return list.stream()
                .filter(weight -> weight.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no weight is called " + name))
                .array();
    }

    /** Draws from N(0, deviation squared). */
    NDArray normal(String name, Weight.Group group, double deviation, long... shape) {
        int size = Math.toIntExact(new Shape(shape).size());
        return add(name, group, randomness.normal(size, deviation, "weight " + name), shape);
    }

    NDArray normal(String name, double deviation, long... shape) {
        return normal(name, Weight.Group.MODEL, deviation, shape);
    }

    /** The same {@code value} everywhere. */
    NDArray constant(String name, Weight.Group group, double value, long... shape) {
        double[] values = new double[Math.toIntExact(new Shape(shape).size())];
        Arrays.fill(values, value);
        return add(name, group, values, shape);
    }

    private NDArray add(String name, Weight.Group group, double[] values, long... shape) {
        NDArray array = Values.array(manager, type, values, new Shape(shape));
        array.setRequiresGradient(true);
        list.add(new Weight(name, array, group));
        return array;
    }
}
