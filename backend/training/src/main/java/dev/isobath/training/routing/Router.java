package dev.isobath.training.routing;

import ai.djl.ndarray.NDArray;
import dev.isobath.spec.Routing;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.engine.RowIndices;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.engine.WeightSet;
import dev.isobath.training.engine.Weights;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the tokens of one block, by the linear router (2404.02258, section 3.4: r = w x, no bias) or by drawing, in training
 * and token by token (section 3.5), and learns to.
 */
public final class Router {

    private final int layer;
    private final int width;
    private final Routing routing;
    private final double lossFactor;
    private final Randomness randomness;
    private final @Nullable Weight matrix; // [d, 1]; none where weights are drawn
    private final WeightSet matrices; // it alone, or nothing
    private final @Nullable Predictor predictor;
    private final RoutingFunctions functions;

    /**
     * Makes the router of one block and its weights.
     *
     * @param routedBlocks the number of routed blocks of the model; the loss that teaches routers is the mean over them
     */
    public Router(Weights weights, Routing routing, int width, int layer, int routedBlocks, Randomness randomness) {
        this.layer = layer;
        functions = new RoutingFunctions(weights.functions());
        this.width = width;
        this.routing = routing;
        this.randomness = randomness;
        lossFactor = RouterLoss.of(routing).weight() / routedBlocks;
        matrix = routing.hasRouter()
                ? weights.normal("blocks." + layer + ".router", Weight.Group.MODEL, Weights.DEVIATION, width, 1)
                : null;
        matrices = matrix == null ? weights.none() : WeightSet.of(matrix);
        predictor = switch (routing.causal()) {
            case NONE, AUXILIARY -> null;
            case PREDICTOR -> new Predictor(weights, width, routing.predictorWidth(), layer);
        };
    }

    /**
     * What was chosen.
     *
     * @param outputs of the router, or drawn: [B S, 1] in the format of weights
     * @param lossGradient gradient of the outputs from what teaches the router beside the language model's loss, one a token; empty if
     *     nothing does
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Choice(NDArray outputs, Selection selection, double[] lossGradient) {}

    /** Chooses from the block's input, [B S, d]. */
    public Choice choose(NDArray x, Pass pass) {
        NDArray outputs = matrix == null ? stochasticOutputs(pass) : outputs(x, matrix, pass);
        if (choosesOnDevice(pass)) {
            return chooseOnDevice(outputs, places(pass), pass);
        }
        double[] values = NDArrays.values(outputs);
        if (pass.causal()) {
            Selection selection = causally(x, values, pass);
            pass.leave(RouterTrace.class, new RouterTrace(layer, values, selection, Optional.empty(), Double.NaN));
            return new Choice(outputs, selection, new double[0]);
        }
        int places = places(pass);
        return switch (routing.scheme()) {
            case EXPERT_CHOICE -> expertChoice(x, outputs, values, places, pass);
            case TOKEN_CHOICE -> tokenChoice(outputs, values, places, pass);
            case STOCHASTIC -> {
                Selection selection = top(values, places, pass);
                pass.leave(RouterTrace.class, new RouterTrace(layer, values, selection, Optional.empty(), Double.NaN));
                yield new Choice(outputs, selection, new double[0]);
            }
        };
    }

    private int places(Pass pass) {
        return pass.trains()
                ? routing.tokens(layer, pass.sequence(), pass.step())
                : routing.tokens(layer, pass.sequence());
    }

    /** What teaches a router to choose causally reads the choice at once, so nothing would be gained there. */
    private boolean choosesOnDevice(Pass pass) {
        return pass.choosesOnDevice()
                && routing.scheme() == Routing.Scheme.EXPERT_CHOICE
                && routing.causal() == Routing.CausalMethod.NONE;
    }

    private Choice chooseOnDevice(NDArray outputs, int places, Pass pass) {
        NDArray[] chosen = functions.choose(pass.manager(), outputs, pass.batch(), places);
        Selection selection =
                Selection.of(RowIndices.of(chosen[0]), RowIndices.of(chosen[1]), pass.batch(), pass.sequence());
        pass.leaveLater(RouterTrace.class, () -> {
            selection.membership();
            return new RouterTrace(layer, NDArrays.values(outputs), selection, Optional.empty(), Double.NaN);
        });
        return new Choice(outputs, selection, new double[0]);
    }

    private NDArray outputs(NDArray x, Weight matrix, Pass pass) {
        pass.count(layer, "router", 2 * x.getShape().get(0) * width);
        return functions.route(pass.manager(), x, matrix);
    }

    private NDArray stochasticOutputs(Pass pass) {
        int tokens = pass.batch() * pass.sequence();
        return functions.engine().column(pass.manager(), draws(randomness, layer, tokens, pass.step()), 1);
    }

    public static double[] draws(Randomness randomness, int layer, int tokens, long step) {
        return randomness.normal(tokens, 1, "stochastic routing " + layer, step);
    }

    private Choice expertChoice(NDArray x, NDArray outputs, double[] values, int places, Pass pass) {
        Selection selection = top(values, places, pass);
        double[] lossGradient = new double[0];
        Optional<MembershipLoss> learning = Optional.empty();
        switch (routing.causal()) {
            case NONE -> {}
            case AUXILIARY -> {
                MembershipLoss membershipLoss = MembershipLoss.of(values, selection.membership());
                learning = Optional.of(membershipLoss);
                lossGradient = NDArrays.times(membershipLoss.gradient(), lossFactor);
            }
            case PREDICTOR -> {
                if (predictor != null) {
                    learning = Optional.of(predictor.learn(x, selection.membership(), lossFactor, pass));
                }
            }
        }
        pass.leave(RouterTrace.class, new RouterTrace(layer, values, selection, learning, Double.NaN));
        return new Choice(outputs, selection, lossGradient);
    }

    private Choice tokenChoice(NDArray outputs, double[] values, int places, Pass pass) {
        Selection selection = first(values, 0, places, pass);
        BalanceLoss balance = BalanceLoss.of(values, share(routing, layer, pass.sequence()));
        pass.leave(RouterTrace.class, new RouterTrace(layer, values, selection, Optional.empty(), balance.loss()));
        return new Choice(outputs, selection, NDArrays.times(balance.gradient(), lossFactor));
    }

    /** The k largest of each sequence. */
    private static Selection top(double[] values, int places, Pass pass) {
        int sequence = pass.sequence();
        int[][] chosen = new int[pass.batch()][];
        for (int b = 0; b < chosen.length; b++) {
            double[] own = java.util.Arrays.copyOfRange(values, b * sequence, (b + 1) * sequence);
            chosen[b] = TopK.choose(own, new boolean[sequence], places);
        }
        return Selection.of(pass.manager(), chosen, places, sequence, 0);
    }

    /** Those above the threshold, of each sequence the first so many; the others are dropped. */
    private static Selection first(double[] values, double threshold, int places, Pass pass) {
        int sequence = pass.sequence();
        int[][] chosen = new int[pass.batch()][];
        int dropped = 0;
        for (int b = 0; b < chosen.length; b++) {
            int offset = b * sequence;
            int[] wanting = java.util.stream.IntStream.range(0, sequence)
                    .filter(token -> values[offset + token] > threshold)
                    .toArray();
            chosen[b] = java.util.Arrays.copyOf(wanting, Math.min(places, wanting.length));
            dropped += wanting.length - chosen[b].length;
        }
        return Selection.of(pass.manager(), chosen, places, sequence, dropped);
    }

    /** Every token by itself and what is before it: what comes after it is not known, nor is how long the text will be. */
    private Selection causally(NDArray x, double[] outputs, Pass pass) {
        int k = routing.tokens(layer, pass.trainedSequence());
        return switch (routing.scheme()) {
            case TOKEN_CHOICE -> tight(outputs, 0, k, pass);
            case STOCHASTIC ->
                tight(
                        outputs,
                        stochasticThreshold(routing, layer, pass.trainedSequence()),
                        pass.trainedSequence(),
                        pass);
            case EXPERT_CHOICE -> tight(predictions(x, outputs, pass), 0, pass.trainedSequence(), pass);
        };
    }

    /** What k of S numbers drawn from N(0, 1) are above, on average. */
    public static double stochasticThreshold(Routing routing, int layer, int longest) {
        return NormalDistribution.quantile(1 - share(routing, layer, longest));
    }

    private static double share(Routing routing, int layer, int sequence) {
        return (double) routing.tokens(layer, sequence) / sequence;
    }

    private double[] predictions(NDArray x, double[] outputs, Pass pass) {
        return switch (routing.causal()) {
            case NONE -> throw new IllegalStateException("block " + layer + " has not learned to choose causally");
            case AUXILIARY -> outputs;
            case PREDICTOR -> predictor == null ? outputs : predictor.predict(x, pass);
        };
    }

    /** As many places as the sequence with most tokens above the threshold needs, but at most so many. */
    private static Selection tight(double[] values, double threshold, int limit, Pass pass) {
        int most = 1;
        for (int b = 0; b < pass.batch(); b++) {
            int count = 0;
            for (int token = 0; token < pass.sequence(); token++) {
                count += values[b * pass.sequence() + token] > threshold ? 1 : 0;
            }
            most = Math.max(most, count);
        }
        return first(values, threshold, Math.min(limit, most), pass);
    }

    /** The matrix, or nothing where weights are drawn. */
    public WeightSet weights() {
        return matrices;
    }

    /** Gradient of the outputs from what teaches the router beside the language model's loss, [B S, 1]; empty if nothing does. */
    public NDArray lossGradient(Choice choice, Pass pass) {
        return choice.lossGradient().length == 0
                ? functions.engine().none(pass.manager())
                : functions.engine().column(pass.manager(), choice.lossGradient(), 1);
    }

    public boolean sigmoid() {
        return switch (routing.activation()) {
            case LINEAR -> false;
            case SIGMOID -> true;
        };
    }
}
