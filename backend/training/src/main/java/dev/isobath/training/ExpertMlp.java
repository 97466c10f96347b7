package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.isobath.spec.Experts;
import java.util.function.IntUnaryOperator;

/**
 * Mixture of experts in place of the MLP: norm, a softmax over the paths, a choice; an expert's output is weighted by its share
 * and added up.
 *
 * <p>Letters: B sequences, n tokens of each, E experts, P paths, C capacity, d width, f feed-forward width.
 */
final class ExpertMlp implements FeedForward {

    private final int layer;
    private final long width;
    private final long hidden;
    private final int experts;
    private final int paths;
    private final Assigning assigning;
    private final TokenChoice causally;
    private final CausalExperts causal;
    private final double balanceFactor;
    private final IntUnaryOperator capacity;
    private final WeightSet weights;

    /**
     * @param capacity from n to C
     * @param balanceFactor of this block's balancing loss
     * @param causal how tokens are given out when later ones are not known
     */
    ExpertMlp(
            Weights weights,
            dev.isobath.spec.Shape shape,
            int layer,
            Experts experts,
            int noOps,
            IntUnaryOperator capacity,
            double balanceFactor,
            CausalExperts causal) {
        this.layer = layer;
        width = shape.width();
        hidden = shape.feedForward();
        this.experts = experts.count();
        paths = experts.count() + noOps;
        this.capacity = capacity;
        this.balanceFactor = balanceFactor;
        assigning = switch (experts.scheme()) {
            case EXPERT_CHOICE -> new ExpertChoice(experts.count(), noOps);
            case TOKEN_CHOICE -> new TokenChoice(experts.count(), noOps, experts.topM());
        };
        this.causal = causal;
        causally = new TokenChoice(experts.count(), noOps, causal.paths());
        String name = "blocks." + layer;
        double deviation = Decoder.residualDeviation(shape.layers());
        Weight.Group group = Weight.Group.MODEL;
        this.weights = WeightSet.of(
                weights.constant(name + ".feedForward.norm.gain", group, 1, width),
                weights.constant(name + ".feedForward.norm.bias", group, 0, width),
                // To the real experts, then to the no-ops.
                weights.normal(name + ".experts.router", group, Decoder.DEVIATION, width, paths),
                weights.matrix(name + ".experts.input", Decoder.DEVIATION, experts.count(), width, hidden),
                weights.matrix(name + ".experts.output", deviation, experts.count(), hidden, width));
    }

    /** How tokens are given out when later ones are not known. */
    CausalExperts causal() {
        return causal;
    }

    /** E. */
    int experts() {
        return experts;
    }

    @Override
    public Forward forward(NDArray x, boolean residual, Present present, Pass pass) {
        long rows = x.getShape().get(0);
        pass.count(layer, "experts.router", 2 * rows * width * paths);
        Functions functions = pass.functions();
        Script.Kept shares = pass.keep(functions.shares(pass.manager(), x, weights));
        double[] values = Values.of(shares.result());
        int c = pass.causal()
                ? Math.min(causal.most(), causally.mostWanted(values, present))
                : capacity.applyAsInt(present.places());
        pass.count(layer, "experts.mlp", 4 * (long) experts * pass.batch() * c * width * hidden);
        Places places = (pass.causal() ? causally : assigning).assign(pass.manager(), values, present, c);
        NDArray pull = balance(values, places, present, pass);
        Script.Kept kept = pass.keep(functions.experts(
                pass.manager(), x, shares, places, weights, new Functions.Flags(residual, pass.learns())));
        return new Forward(
                kept.result(),
                gradient -> functions.expertsBackward(
                        pass.manager(), gradient, x, shares, kept.saved(), places, pull, weights, residual));
    }

    /** The gradient of the shares from the balancing loss, [N, P]; empty where experts choose. */
    private NDArray balance(double[] shares, Places places, Present present, Pass pass) {
        int tokens = java.util.Arrays.stream(present.counts()).sum();
        return switch (assigning) {
            case ExpertChoice choice -> {
                pass.read(new ExpertReading(layer, shares, paths, places, tokens, Double.NaN));
                yield pass.manager()
                        .zeros(new Shape(0), pass.functions().arithmetic().master());
            }
            case TokenChoice choice -> {
                int[] wanted = choice.wanted(shares, present);
                double loss = TokenChoice.balance(wanted, shares, present);
                pass.read(new ExpertReading(layer, shares, paths, places, tokens, loss));
                yield Values.array(
                        pass.manager(),
                        pass.functions().arithmetic().master(),
                        TokenChoice.balanceGradient(wanted, present, balanceFactor),
                        new Shape(shares.length / paths, paths));
            }
        };
    }
}
