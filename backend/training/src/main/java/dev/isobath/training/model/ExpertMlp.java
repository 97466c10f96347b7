package dev.isobath.training.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.isobath.spec.ControlledNoOps;
import dev.isobath.spec.Experts;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.engine.RowIndices;
import dev.isobath.training.engine.Script;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.engine.WeightSet;
import dev.isobath.training.engine.Weights;
import dev.isobath.training.routing.Assignment;
import dev.isobath.training.routing.CausalExpertRouting;
import dev.isobath.training.routing.Dispatch;
import dev.isobath.training.routing.ExpertBias;
import dev.isobath.training.routing.ExpertChoice;
import dev.isobath.training.routing.ExpertTrace;
import dev.isobath.training.routing.ThresholdChoice;
import dev.isobath.training.routing.Thresholds;
import dev.isobath.training.routing.TokenChoice;
import dev.isobath.training.routing.ValidTokens;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * A mixture of experts in place of the MLP: norm, a softmax over the paths, and an assignment of tokens to paths. The output of
 * each expert is multiplied by its share, renormalised if the spec says so, and the products are added up.
 *
 * <p>Letters: B sequences, n tokens of each, E experts, P paths, C capacity, d width, f feed-forward width.
 */
public final class ExpertMlp implements FeedForward {

    private final int layer;
    private final long width;
    private final long hidden;
    private final int experts;
    private final int paths;
    private final Experts.Scheme scheme;
    private final int topM;
    private final Optional<ExpertBias> bias;
    private final Optional<Thresholds> thresholds;
    private final CausalExpertRouting causal;
    private final boolean renormalises;
    private final double balanceFactor;
    private final IntUnaryOperator capacity;
    private final WeightSet weights;
    private final FeedForwardFunctions functions;

    /**
     * Makes the experts of one block and their weights.
     *
     * @param capacity the capacity C as a function of n
     * @param balanceFactor the factor of this block's balancing loss
     * @param causal how tokens are assigned when later ones are not known
     * @param control how no-ops get a wanted share of the choices, if they do
     */
    ExpertMlp(
            Weights weights,
            dev.isobath.spec.Shape shape,
            int layer,
            Experts experts,
            int noOps,
            IntUnaryOperator capacity,
            double balanceFactor,
            CausalExpertRouting causal,
            Optional<ControlledNoOps> control) {
        this.layer = layer;
        functions = new FeedForwardFunctions(weights.functions());
        width = shape.width();
        hidden = shape.feedForward();
        this.experts = experts.count();
        paths = experts.count() + noOps;
        this.capacity = capacity;
        this.balanceFactor = balanceFactor;
        scheme = experts.scheme();
        topM = experts.topM();
        this.causal = causal;
        renormalises = switch (experts.shares()) {
            case SOFTMAX -> false;
            case RENORMALISED -> true;
        };
        String name = "blocks." + layer;
        double deviation = weights.residualDeviation(shape.layers());
        Weight.Group group = Weight.Group.MODEL;
        this.weights = WeightSet.of(
                weights.constant(name + ".feedForward.norm.gain", group, 1, width),
                weights.constant(name + ".feedForward.norm.bias", group, 0, width),
                // The first columns are those of the real experts; the no-ops follow.
                weights.normal(name + ".experts.router", group, Weights.DEVIATION, width, paths),
                weights.matrix(name + ".experts.input", Weights.DEVIATION, experts.count(), width, hidden),
                weights.matrix(name + ".experts.output", deviation, experts.count(), hidden, width));
        thresholds = switch (experts.scheme()) {
            case EXPERT_CHOICE -> Optional.of(new Thresholds(weights.buffer(name + ".experts.thresholds", paths)));
            case TOKEN_CHOICE -> Optional.empty();
        };
        bias = control.map(
                wanted -> new ExpertBias(weights.buffer(name + ".experts.bias", experts.count()), wanted, topM));
    }

    private Assignment assignment() {
        return switch (scheme) {
            case EXPERT_CHOICE -> new ExpertChoice(experts, paths - experts);
            case TOKEN_CHOICE -> tokenChoice(topM);
        };
    }

    private TokenChoice tokenChoice(int m) {
        return new TokenChoice(experts, paths - experts, m, bias());
    }

    /** Returns what is added to the share of each path for the choice alone; empty where nothing is. */
    public double[] bias() {
        return bias.map(own -> own.ofPaths(paths)).orElse(new double[0]);
    }

    /** Returns whether experts choose their tokens, for which they need thresholds where later tokens are not known. */
    boolean choose() {
        return thresholds.isPresent();
    }

    /** Returns what a share has to be above for a path to take a token causally; empty where no thresholds are known. */
    public double[] thresholds() {
        return thresholds.map(Thresholds::known).orElse(new double[0]);
    }

    /**
     * Moves the thresholds towards the shares that a step of training chose by, or the numbers that give no-ops their share.
     *
     * @param traces the traces of this block, one for each micro-batch
     */
    void learnChoices(List<ExpertTrace> traces) {
        thresholds.ifPresent(own -> own.learn(new ExpertChoice(experts, paths - experts).cutoffs(traces, capacity)));
        bias.ifPresent(own -> {
            TokenChoice choice = tokenChoice(topM);
            int[] wanted = new int[paths];
            for (ExpertTrace trace : traces) {
                int[] part = choice.wanted(trace.shares(), trace.valid());
                Arrays.setAll(wanted, path -> wanted[path] + part[path]);
            }
            own.learn(wanted);
        });
    }

    /** Returns how tokens are assigned when later ones are not known. */
    public CausalExpertRouting causal() {
        return causal;
    }

    /** Returns whether the shares of a token's m paths are divided by their sum. */
    public boolean renormalises() {
        return renormalises;
    }

    /** Returns the number of paths: experts and no-ops. */
    public int paths() {
        return paths;
    }

    /** Returns the number of experts, E. */
    public int experts() {
        return experts;
    }

    @Override
    public Forward forward(NDArray x, boolean residual, ValidTokens valid, Pass pass) {
        long rows = x.getShape().get(0);
        pass.count(layer, "experts.router", 2 * rows * width * paths);
        Script.Kept shares = pass.keep(functions.shares(pass.manager(), x, weights));
        int c = capacity.applyAsInt(valid.room());
        Assigned assigned =
                pass.choosesOnDevice() && assignment() instanceof ExpertChoice choice && choice.fillsEverySlot(valid, c)
                        ? assignOnDevice(choice, shares.result(), valid, c, pass)
                        : assign(shares.result(), valid, c, pass);
        Dispatch dispatch = assigned.dispatch();
        pass.count(layer, "experts.mlp", 4 * (long) dispatch.rows().count() * width * hidden);
        Script.Kept kept = pass.keep(functions.experts(
                pass.manager(),
                x,
                shares,
                dispatch,
                assigned.chosen(),
                weights,
                new FeedForwardFunctions.Flags(residual, pass.trains())));
        return new Forward(
                kept.result(),
                gradient -> functions.expertsBackward(
                        pass.manager(),
                        gradient,
                        x,
                        shares,
                        kept.saved(),
                        dispatch,
                        assigned.chosen(),
                        assigned.balanceGradient(),
                        weights,
                        residual));
    }

    /**
     * The tokens of each expert.
     *
     * @param chosen the indices of the shares of each row's m paths, [N m]; empty where shares are not renormalised
     * @param balanceGradient the gradient of the shares from the balancing loss, [N, P]; empty where experts choose
     */
    private record Assigned(Dispatch dispatch, NDArray chosen, NDArray balanceGradient) {}

    /** Assigns tokens in Java, which waits for the shares. */
    private Assigned assign(NDArray shares, ValidTokens valid, int trainedCapacity, Pass pass) {
        double[] values = NDArrays.values(shares);
        double[] above = pass.causal() ? thresholds() : new double[0];
        if (above.length > 0) {
            ThresholdChoice choice = new ThresholdChoice(experts, paths - experts, above);
            int c = choice.mostTaken(values, valid);
            Dispatch dispatch = choice.dispatch(pass.manager(), values, valid, c);
            return new Assigned(dispatch, nothing(pass), balance(values, choice, c, dispatch, valid, pass));
        }
        TokenChoice causally = tokenChoice(causal.paths());
        int most = pass.causal() ? causal.most() : trainedCapacity;
        int c = pass.causal() || bias.isPresent() ? Math.min(most, causally.mostWanted(values, valid)) : most;
        Assignment used = pass.causal() ? causally : assignment();
        Dispatch dispatch = used.dispatch(pass.manager(), values, valid, c);
        // Only token choice renormalises, and it takes the same paths causally as in training.
        NDArray chosen = renormalises
                ? RowIndices.of(pass.manager(), causally.chosen(values)).array()
                : nothing(pass);
        return new Assigned(dispatch, chosen, balance(values, used, c, dispatch, valid, pass));
    }

    /** Assigns tokens on the device. Java reads the result when the device has computed it. */
    private Assigned assignOnDevice(ExpertChoice choice, NDArray shares, ValidTokens valid, int c, Pass pass) {
        Dispatch dispatch = choice.dispatchOnDevice(functions.engine(), pass.manager(), shares, pass.batch(), c);
        pass.leaveLater(ExpertTrace.class, () -> {
            dispatch.rows().index();
            return new ExpertTrace(layer, NDArrays.values(shares), paths, choice, c, dispatch, valid, Double.NaN);
        });
        return new Assigned(dispatch, nothing(pass), nothing(pass));
    }

    private NDArray nothing(Pass pass) {
        return functions.engine().none(pass.manager());
    }

    /**
     * Returns the gradient of the shares from the balancing loss, [N, P]; empty where experts choose. It also leaves the trace.
     */
    private NDArray balance(double[] shares, Assignment used, int c, Dispatch dispatch, ValidTokens valid, Pass pass) {
        return switch (assignment()) {
            case ExpertChoice _, ThresholdChoice _ -> {
                pass.leave(
                        ExpertTrace.class, new ExpertTrace(layer, shares, paths, used, c, dispatch, valid, Double.NaN));
                yield nothing(pass);
            }
            case TokenChoice choice -> {
                int[] wanted = choice.wanted(shares, valid);
                double loss = TokenChoice.balance(wanted, shares, valid);
                pass.leave(ExpertTrace.class, new ExpertTrace(layer, shares, paths, used, c, dispatch, valid, loss));
                yield NDArrays.of(
                        pass.manager(),
                        functions.engine().format().master(),
                        TokenChoice.balanceGradient(wanted, valid, balanceFactor),
                        new Shape(shares.length / paths, paths));
            }
        };
    }
}
