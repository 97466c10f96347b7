package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.isobath.spec.Experts;
import java.util.Arrays;
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
        int c = capacity.applyAsInt(present.places());
        Assigned assigned = choosesThere(present, c, pass)
                ? there(shares.result(), present, c, pass)
                : here(shares.result(), present, c, pass);
        Places places = assigned.places();
        pass.count(layer, "experts.mlp", 4 * (long) places.rows().count() * width * hidden);
        Script.Kept kept = pass.keep(functions.experts(
                pass.manager(), x, shares, places, weights, new Functions.Flags(residual, pass.learns())));
        return new Forward(
                kept.result(),
                gradient -> functions.expertsBackward(
                        pass.manager(), gradient, x, shares, kept.saved(), places, assigned.pull(), weights, residual));
    }

    /**
     * Who goes where.
     *
     * @param pull gradient of the shares from the balancing loss, [N, P]; empty where experts choose
     */
    private record Assigned(Places places, NDArray pull) {}

    /** In Java, which waits for the shares. */
    private Assigned here(NDArray shares, Present present, int trained, Pass pass) {
        double[] values = Values.of(shares);
        int c = pass.causal() ? Math.min(causal.most(), causally.mostWanted(values, present)) : trained;
        Places places = (pass.causal() ? causally : assigning).assign(pass.manager(), values, present, c);
        return new Assigned(places, balance(values, places, present, pass));
    }

    /** Only where every place is filled. */
    private boolean choosesThere(Present present, int c, Pass pass) {
        return pass.choosesThere()
                && assigning instanceof ExpertChoice
                && present.everywhere()
                && (paths - experts + 1) * c <= present.places();
    }

    /** Where the shares are; read when the device has come so far. */
    private Assigned there(NDArray shares, Present present, int c, Pass pass) {
        NDArray[] assigned = pass.functions().assign(pass.manager(), shares, pass.batch(), experts, c);
        int[] load = new int[paths];
        Arrays.fill(load, pass.batch() * c);
        Rows rows = Rows.of(assigned[0]);
        Places places = new Places(rows, Rows.of(assigned[1]), rows, load, 0);
        pass.readExpertsLater(() -> {
            rows.index();
            return new ExpertReading(layer, Values.of(shares), paths, places, present, Double.NaN);
        });
        return new Assigned(places, nothing(pass));
    }

    private static NDArray nothing(Pass pass) {
        return pass.manager().zeros(new Shape(0), pass.functions().arithmetic().master());
    }

    /** The gradient of the shares from the balancing loss, [N, P]; empty where experts choose. */
    private NDArray balance(double[] shares, Places places, Present present, Pass pass) {
        return switch (assigning) {
            case ExpertChoice choice -> {
                pass.read(new ExpertReading(layer, shares, paths, places, present, Double.NaN));
                yield nothing(pass);
            }
            case TokenChoice choice -> {
                int[] wanted = choice.wanted(shares, present);
                double loss = TokenChoice.balance(wanted, shares, present);
                pass.read(new ExpertReading(layer, shares, paths, places, present, loss));
                yield Values.array(
                        pass.manager(),
                        pass.functions().arithmetic().master(),
                        TokenChoice.balanceGradient(wanted, present, balanceFactor),
                        new Shape(shares.length / paths, paths));
            }
        };
    }
}
