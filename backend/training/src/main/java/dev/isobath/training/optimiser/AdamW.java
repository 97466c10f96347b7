package dev.isobath.training.optimiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.isobath.spec.Scaling;
import dev.isobath.spec.TrainingSpec;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.Script;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.engine.Weights;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Adam with decoupled weight decay (1711.05101, algorithm 2) on gradients that are clipped to a global norm. One native call
 * updates all weights of a kind.
 */
public final class AdamW {

    private final NDManager manager;
    private final TrainingSpec spec;
    private final Weights weights;
    private final List<Moments> moments = new ArrayList<>();
    private final Script.Arrays gradients;
    private final Optional<Script.Arrays> sums;
    private final List<Group> groups;
    private final OptimiserFunctions functions;

    /**
     * The moments of one weight's gradients.
     *
     * @param first the running mean of the gradients, m
     * @param second the running mean of their squares, v
     */
    public record Moments(Weight weight, NDArray first, NDArray second) {}

    /** Weights that are clipped by one common norm and that share their rate, decay and epsilon. */
    private record Group(
            Weight.Group group,
            Factors factors,
            int count,
            Script.Arrays weights,
            Script.Arrays gradients,
            Script.Arrays first,
            Script.Arrays second) {}

    private record Kind(Weight.Group group, Factors factors) {}

    /** What the numbers of the spec are multiplied by for a weight. */
    private record Factors(double rate, double decay, double epsilon) {

        static Factors of(Weight weight, Scaling scaling) {
            boolean scaled = weight.inBlock() && weight.decays();
            double decay = weight.decays() ? 1 : 0;
            return new Factors(
                    scaled ? scaling.rate() : 1, scaled ? scaling.decay() : decay, scaling.epsilon(weight.inBlock()));
        }
    }

    /**
     * Makes the optimiser of a model, with moments of zero.
     *
     * @param manager owns the moments
     */
    AdamW(Weights weights, Functions functions, TrainingSpec spec, NDManager manager) {
        this.manager = manager;
        this.spec = spec;
        this.weights = weights;
        this.functions = new OptimiserFunctions(functions);
        for (Weight weight : weights.list()) {
            Shape shape = weight.array().getShape();
            DataType type = weight.array().getDataType();
            moments.add(new Moments(weight, manager.zeros(shape, type), manager.zeros(shape, type)));
        }
        gradients = Script.Arrays.of(
                manager, weights.list().stream().map(Weight::gradient).toList());
        sums = spec.accumulate() > 1
                ? Optional.of(Script.Arrays.of(
                        manager,
                        weights.list().stream()
                                .map(weight -> manager.zeros(
                                        weight.array().getShape(),
                                        weight.array().getDataType()))
                                .toList()))
                : Optional.empty();
        groups = moments.stream()
                .collect(Collectors.groupingBy(
                        moments ->
                                new Kind(moments.weight().group(), Factors.of(moments.weight(), functions.scaling())),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .entrySet()
                .stream()
                .map(entry -> group(entry.getKey(), entry.getValue(), manager))
                .toList();
    }

    private static Group group(Kind kind, List<Moments> list, NDManager manager) {
        return new Group(
                kind.group(),
                kind.factors(),
                list.size(),
                Script.Arrays.of(
                        manager, list.stream().map(one -> one.weight().array()).toList()),
                Script.Arrays.of(
                        manager,
                        list.stream().map(one -> one.weight().gradient()).toList()),
                Script.Arrays.of(manager, list.stream().map(Moments::first).toList()),
                Script.Arrays.of(manager, list.stream().map(Moments::second).toList()));
    }

    public List<Moments> moments() {
        return moments;
    }

    /** Adds the gradients of one of several micro-batches of equal size to those of the step. */
    void accumulate() {
        sums.ifPresent(sum -> functions.accumulate(sum, gradients, 1.0 / spec.accumulate()));
    }

    /** Makes the added gradients those of the step. Nothing happens where a step has one micro-batch. */
    void finishAccumulating() {
        sums.ifPresent(sum -> functions.takeSums(gradients, sum));
    }

    /** Returns the norm of each weight's gradient, in the order of the weights. */
    double[] gradientNorms() {
        try (NDManager scope = manager.newSubManager()) {
            return functions.norms(scope, gradients);
        }
    }

    /** Returns the norm of each group's whole gradient before clipping, from the norms of {@link #gradientNorms}. */
    Map<Weight.Group, Double> groupNorms(double[] norms) {
        Map<Weight.Group, Double> squares = new EnumMap<>(Weight.Group.class);
        for (int i = 0; i < norms.length; i++) {
            squares.merge(weights.list().get(i).group(), norms[i] * norms[i], Double::sum);
        }
        squares.replaceAll((group, square) -> Math.sqrt(square));
        return squares;
    }

    /**
     * Moves every weight by its gradient.
     *
     * @param rate the learning rate
     * @param step the number of this step, counted from 1
     * @param norms the norms of {@link #groupNorms}
     */
    void step(double rate, long step, Map<Weight.Group, Double> norms) {
        try (NDManager scope = manager.newSubManager()) {
            // libtorch expects an array with the step for every weight. It only reads them, so all of them may be the
            // same array.
            NDArray number = scalar(scope, (double) step);
            for (Group group : groups) {
                double norm = norms.getOrDefault(group.group(), 0.0);
                NDArray divisor = scalar(scope, Math.max(1, norm / spec.gradientClip()));
                try (Script.Arrays steps = Script.Arrays.of(Collections.nCopies(group.count(), number))) {
                    functions.learn(
                            group.weights(),
                            group.gradients(),
                            group.first(),
                            group.second(),
                            steps,
                            divisor,
                            rate * group.factors().rate(),
                            spec.beta1(),
                            spec.beta2(),
                            spec.weightDecay() * group.factors().decay(),
                            spec.epsilon() * group.factors().epsilon());
                }
            }
        }
        weights.refresh();
    }

    /** Returns a float32 scalar. libtorch takes the number of the step and the divisor of the gradient in this form. */
    private static NDArray scalar(NDManager scope, double value) {
        return NDArrays.of(scope, DataType.FLOAT32, new double[] {value}, new Shape());
    }
}
