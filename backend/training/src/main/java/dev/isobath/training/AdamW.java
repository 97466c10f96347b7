package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.isobath.spec.TrainingSpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Adam with decoupled weight decay (1711.05101, algorithm 2), on gradients clipped to a global norm. */
final class AdamW {

    private final TrainingSpec spec;
    private final List<Moments> moments = new ArrayList<>();

    /**
     * What is remembered of one weight's gradients.
     *
     * @param first m, their running mean
     * @param second v, the running mean of their squares
     */
    record Moments(Weight weight, NDArray first, NDArray second) {}

    /** @param manager owns the moments */
    AdamW(Weights weights, TrainingSpec spec, NDManager manager) {
        this.spec = spec;
        for (Weight weight : weights.list()) {
            NDArray first =
                    manager.zeros(weight.array().getShape(), weight.array().getDataType());
            NDArray second =
                    manager.zeros(weight.array().getShape(), weight.array().getDataType());
            moments.add(new Moments(weight, first, second));
        }
    }

    List<Moments> moments() {
        return moments;
    }

    /** The norm of each group's whole gradient, before any clipping. */
    Map<Weight.Group, Double> gradientNorms() {
        Map<Weight.Group, Double> squares = new EnumMap<>(Weight.Group.class);
        for (Moments moment : moments) {
            try (NDArray gradient = moment.weight().array().getGradient();
                    NDArray square = gradient.square();
                    NDArray sum = square.sum()) {
                squares.merge(moment.weight().group(), Values.scalar(sum), Double::sum);
            }
        }
        squares.replaceAll((group, square) -> Math.sqrt(square));
        return squares;
    }

    /**
     * Moves every weight by its gradient, then forgets the gradients.
     *
     * @param rate learning rate
     * @param step number of this step, counted from 1
     * @param norms of {@link #gradientNorms}
     */
    void step(double rate, long step, Map<Weight.Group, Double> norms) {
        double firstCorrection = 1 - Math.pow(spec.beta1(), (double) step);
        double secondCorrection = 1 - Math.pow(spec.beta2(), (double) step);
        for (Moments moment : moments) {
            double norm = norms.getOrDefault(moment.weight().group(), 0.0);
            double clip = norm > spec.gradientClip() ? spec.gradientClip() / norm : 1;
            try (NDArray gradient = moment.weight().array().getGradient()) {
                gradient.muli(clip);
                update(moment, gradient, rate, firstCorrection, secondCorrection);
            }
            JniUtils.zeroGrad((PtNDArray) moment.weight().array());
        }
    }

    private void update(
            Moments moment, NDArray gradient, double rate, double firstCorrection, double secondCorrection) {
        NDArray array = moment.weight().array();
        if (moment.weight().decays()) {
            array.muli(1 - rate * spec.weightDecay());
        }
        try (NDArray part = gradient.mul(1 - spec.beta1());
                NDArray square = gradient.square()) {
            moment.first().muli(spec.beta1()).addi(part);
            square.muli(1 - spec.beta2());
            moment.second().muli(spec.beta2()).addi(square);
        }
        try (NDArray root = moment.second().sqrt()) {
            root.muli(1 / Math.sqrt(secondCorrection)).addi(spec.epsilon());
            try (NDArray change = moment.first().div(root)) {
                array.subi(change.muli(rate / firstCorrection));
            }
        }
    }
}
