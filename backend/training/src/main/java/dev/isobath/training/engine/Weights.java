package dev.isobath.training.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes and lists the trainable arrays of one model. The first value of a weight depends only on the seed and on its name, so two
 * architectures start from the same numbers wherever they have the same weight.
 */
public final class Weights {

    /** The standard deviation of first weights, 0.02 as in GPT-2. */
    public static final double DEVIATION = 0.02;

    private final NDManager manager;
    private final Functions functions;
    private final Optional<Randomness> first;
    private final boolean learns;
    private final List<Weight> list = new ArrayList<>();
    private final Map<String, NDArray> buffers = new LinkedHashMap<>();

    public Weights(NDManager manager, Functions functions, Randomness first) {
        this(manager, functions, Optional.of(first), true);
    }

    private Weights(NDManager manager, Functions functions, Optional<Randomness> first, boolean learns) {
        this.manager = manager;
        this.functions = functions;
        this.first = first;
        this.learns = learns;
    }

    /**
     * Returns the weights of a model that is filled from a file. They are zero at first.
     *
     * @param learns whether the model is trained; otherwise its gradients take no memory
     */
    public static Weights unfilled(NDManager manager, Functions functions, boolean learns) {
        return new Weights(manager, functions, Optional.empty(), learns);
    }

    /**
     * Returns the standard deviation of first weights in matrices whose product is added to the residual. It is smaller, so that the sum over
     * 2 L of them keeps its size. Where residual branches have a multiplier, L is that of the base model.
     */
    public double residualDeviation(int layers) {
        return DEVIATION / Math.sqrt(2.0 * functions.scaling().residualLayers(layers));
    }

    /** Returns the functions that the weights are used by. */
    public Functions functions() {
        return functions;
    }

    /** Returns the weights in the order in which they were made. */
    public List<Weight> list() {
        return Collections.unmodifiableList(list);
    }

    /** Returns the number of trainable numbers. */
    public long count() {
        return list.stream().mapToLong(weight -> weight.array().size()).sum();
    }

    /** Returns the weights of one block in the order in which they were made: attention, feed-forward, router, predictor. */
    public List<Weight> of(int layer) {
        String prefix = "blocks." + layer + ".";
        return list.stream().filter(weight -> weight.name().startsWith(prefix)).toList();
    }

    public Weight get(String name) {
        return list.stream()
                .filter(weight -> weight.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no weight is called " + name));
    }

    /** Returns a set without weights. */
    public WeightSet none() {
        return WeightSet.of(manager);
    }

    public NDArray array(String name) {
        return get(name).array();
    }

    /** Adds a matrix that activations are multiplied with, drawn from N(0, deviation squared). */
    public Weight matrix(String name, double deviation, long... shape) {
        return matrix(name, Weight.Group.MODEL, deviation, shape);
    }

    /** Adds a matrix of the given group that activations are multiplied with, drawn from N(0, deviation squared). */
    public Weight matrix(String name, Weight.Group group, double deviation, long... shape) {
        return add(name, group, normal(name, deviation, shape), true);
    }

    /** Adds a weight that is used in the format in which it is learned, drawn from N(0, deviation squared). */
    public Weight normal(String name, Weight.Group group, double deviation, long... shape) {
        return add(name, group, normal(name, deviation, shape), false);
    }

    /** Adds a weight whose elements all are {@code value}. */
    public Weight constant(String name, Weight.Group group, double value, long... shape) {
        NDArray array = manager.zeros(new Shape(shape), functions.format().master());
        return add(name, group, array.addi(value), false);
    }

    private NDArray normal(String name, double deviation, long... shape) {
        Shape sizes = new Shape(shape);
        DataType master = functions.format().master();
        int count = Math.toIntExact(sizes.size());
        double scaled = Weight.inBlock(name) ? deviation * functions.scaling().deviation() : deviation;
        return first.map(randomness ->
                        NDArrays.of(manager, master, randomness.normal(count, scaled, "weight " + name), sizes))
                .orElseGet(() -> manager.zeros(sizes, master));
    }

    private Weight add(String name, Weight.Group group, NDArray array, boolean product) {
        NDArray gradient = manager.zeros(
                learns ? array.getShape() : new Shape(0), functions.format().master());
        Optional<NDArray> rounded = product && functions.format().rounds()
                ? Optional.of(functions.rounded(manager, array))
                : Optional.empty();
        Weight weight = new Weight(name, array, rounded, gradient, group);
        list.add(weight);
        return weight;
    }

    /** Adds numbers that belong to the model and are not trained by gradients. They are zero at first. */
    public NDArray buffer(String name, long... shape) {
        NDArray array = manager.zeros(new Shape(shape), functions.format().master());
        buffers.put(name, array);
        return array;
    }

    /** Returns the numbers that are not trained by gradients, by name, in the order in which they were made. */
    public Map<String, NDArray> buffers() {
        return Collections.unmodifiableMap(buffers);
    }

    /** Updates the copies that products use from the values that were learned or loaded. */
    public void refresh() {
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
