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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the tokens of one block and learns to choose. It scores tokens with the linear router (2404.02258, section 3.4: r = w
 * x, no bias) or with random draws. It chooses as in training or causally, token by token (section 3.5).
 */
public final class Router {

    private final int layer;
    private final int width;
    private final Routing routing;
    private final double lossFactor;
    private final Randomness randomness;
    private final @Nullable Weight matrix; // [d, 1]; null in a stochastic router
    private final WeightSet matrices; // the matrix, or nothing
    private final @Nullable Predictor predictor;
    private final Optional<Thresholds> threshold;
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
        threshold = routing.scheme() == Routing.Scheme.THRESHOLD
                ? Optional.of(new Thresholds(weights.buffer("blocks." + layer + ".router.threshold", 1)))
                : Optional.empty();
        predictor = switch (routing.causal()) {
            case NONE, AUXILIARY -> null;
            case PREDICTOR -> new Predictor(weights, width, routing.predictorWidth(), layer);
        };
    }

    /**
     * A choice of tokens.
     *
     * @param outputs the outputs of the router, or the draws of a stochastic router: [B S, 1] in the format of weights
     * @param lossGradient the gradient of the outputs from the loss that teaches the router beside the language-model loss, one
     *     number for each token; empty if there is no such loss
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Choice(NDArray outputs, Selection selection, double[] lossGradient) {}

    /** Chooses tokens from the block's input, [B S, d]. */
    public Choice choose(NDArray x, Pass pass) {
        NDArray outputs = matrix == null ? stochasticOutputs(pass) : outputs(x, matrix, pass);
        if (choosesOnDevice(pass)) {
            return chooseOnDevice(outputs, slots(pass), pass);
        }
        double[] values = NDArrays.values(outputs);
        if (pass.causal() && routing.scheme() != Routing.Scheme.THRESHOLD) {
            double[] causalLogits =
                    routing.scheme() == Routing.Scheme.EXPERT_CHOICE ? causalLogits(x, values, pass) : new double[0];
            Selection selection = selectCausally(values, causalLogits, pass);
            pass.leave(RouterTrace.class, trace(values, selection, Optional.empty(), causalLogits));
            return new Choice(outputs, selection, new double[0]);
        }
        int slots = slots(pass);
        return switch (routing.scheme()) {
            case EXPERT_CHOICE -> expertChoice(x, outputs, values, slots, pass);
            case TOKEN_CHOICE -> tokenChoice(outputs, values, slots, pass);
            case STOCHASTIC -> {
                Selection selection = selectTop(values, slots, pass);
                pass.leave(RouterTrace.class, new RouterTrace(layer, values, selection, Optional.empty(), Double.NaN));
                yield new Choice(outputs, selection, new double[0]);
            }
            case THRESHOLD -> aboveThreshold(outputs, values, pass);
        };
    }

    /** Chooses the tokens whose outputs are above the threshold: in training as in sampling, and however many there are. */
    private Choice aboveThreshold(NDArray outputs, double[] values, Pass pass) {
        double least = pass.trains() ? trainingThreshold(values, pass) : threshold(pass.trainedSequence());
        int room = pass.trains() ? slots(pass) : routing.tokens(layer, pass.trainedSequence());
        Selection selection =
                selectWithFewestSlots(values, least, pass.sequence(), pass).withRoom(room);
        pass.leave(
                RouterTrace.class,
                new RouterTrace(layer, values, selection, Optional.empty(), Double.NaN, least, new double[0]));
        return new Choice(outputs, selection, new double[0]);
    }

    /** Returns the threshold of a step of training. The first step has none yet, and takes that of its own tokens. */
    private double trainingThreshold(double[] values, Pass pass) {
        int k = slots(pass);
        if (k == pass.sequence()) {
            return Double.NEGATIVE_INFINITY;
        }
        double[] known = threshold.map(Thresholds::known).orElseThrow();
        return known.length > 0 ? known[0] : TopK.smallest(values, pass.batch() * k);
    }

    /**
     * Returns what an output has to be above outside of training: 0 before the first step, and minus infinity where the block takes
     * every token.
     *
     * @param sequence the number of tokens of the sequences that the model is trained on, S
     */
    public double threshold(int sequence) {
        if (routing.tokens(layer, sequence) == sequence) {
            return Double.NEGATIVE_INFINITY;
        }
        double[] known = threshold.map(Thresholds::known).orElseThrow();
        return known.length > 0 ? known[0] : 0;
    }

    /**
     * Moves the threshold towards the k-th largest output of a step's batch. Nothing happens with other schemes.
     *
     * @param step the number of the step, counted from 1
     * @param sequence the number of tokens of a sequence, S
     * @param traces the traces of this block, one for each micro-batch
     */
    public void learnThreshold(long step, int sequence, List<RouterTrace> traces) {
        threshold.ifPresent(own -> {
            double[] outputs = traces.stream()
                    .flatMapToDouble(trace -> Arrays.stream(trace.outputs()))
                    .toArray();
            int k = routing.tokens(layer, sequence, step);
            own.learn(TopK.smallest(outputs, outputs.length / sequence * k));
        });
    }

    private int slots(Pass pass) {
        return pass.trains()
                ? routing.tokens(layer, pass.sequence(), pass.step())
                : routing.tokens(layer, pass.sequence());
    }

    /**
     * Returns whether the device chooses. A loss that teaches a router to choose causally needs the choice in Java at once, so
     * the device would gain nothing there.
     */
    private boolean choosesOnDevice(Pass pass) {
        return pass.choosesOnDevice()
                && routing.scheme() == Routing.Scheme.EXPERT_CHOICE
                && routing.causal() == Routing.CausalMethod.NONE;
    }

    private Choice chooseOnDevice(NDArray outputs, int slots, Pass pass) {
        NDArray[] chosen = functions.choose(pass.manager(), outputs, pass.batch(), slots);
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
        long first = (long) pass.firstSequence() * pass.sequence();
        int tokens = pass.batch() * pass.sequence();
        return functions.engine().column(pass.manager(), draws(randomness, layer, first, tokens, pass.step()), 1);
    }

    /**
     * Returns the draws of a stochastic router from N(0, 1), one for each token.
     *
     * @param first the number of the first token in its whole batch
     */
    public static double[] draws(Randomness randomness, int layer, long first, int tokens, long step) {
        return randomness.normal(first, tokens, 1, "stochastic routing " + layer, step);
    }

    private Choice expertChoice(NDArray x, NDArray outputs, double[] values, int slots, Pass pass) {
        Selection selection = selectTop(values, slots, pass);
        double[] lossGradient = new double[0];
        double[] causalLogits = new double[0];
        Optional<MembershipLoss> learning = Optional.empty();
        switch (routing.causal()) {
            case NONE -> {}
            case AUXILIARY -> {
                MembershipLoss membershipLoss = MembershipLoss.of(values, selection.membership());
                learning = Optional.of(membershipLoss);
                causalLogits = values;
                lossGradient = NDArrays.times(membershipLoss.gradient(), lossFactor);
            }
            case PREDICTOR -> {
                if (predictor != null) {
                    Predictor.Learned learned = predictor.learn(x, selection.membership(), lossFactor, pass);
                    learning = Optional.of(learned.loss());
                    causalLogits = learned.logits();
                }
            }
        }
        pass.leave(RouterTrace.class, trace(values, selection, learning, causalLogits));
        return new Choice(outputs, selection, lossGradient);
    }

    /** Makes the trace of a router that takes the top k, or chooses causally in their place. */
    private RouterTrace trace(
            double[] outputs, Selection selection, Optional<MembershipLoss> learning, double[] causalLogits) {
        return new RouterTrace(layer, outputs, selection, learning, Double.NaN, Double.NaN, causalLogits);
    }

    private Choice tokenChoice(NDArray outputs, double[] values, int slots, Pass pass) {
        Selection selection = selectFirst(values, 0, slots, pass);
        BalanceLoss balance = BalanceLoss.of(values, share(routing, layer, pass.sequence()));
        pass.leave(RouterTrace.class, new RouterTrace(layer, values, selection, Optional.empty(), balance.loss()));
        return new Choice(outputs, selection, NDArrays.times(balance.gradient(), lossFactor));
    }

    /** Selects the tokens with the k largest values of each sequence. */
    private static Selection selectTop(double[] values, int slots, Pass pass) {
        int sequence = pass.sequence();
        int[][] chosen = new int[pass.batch()][];
        for (int b = 0; b < chosen.length; b++) {
            double[] own = Arrays.copyOfRange(values, b * sequence, (b + 1) * sequence);
            chosen[b] = TopK.choose(own, new boolean[sequence], slots);
        }
        return Selection.of(pass.manager(), chosen, slots, sequence, 0);
    }

    /**
     * Selects the first tokens of each sequence whose values are above the threshold, up to the number of slots. Later ones are
     * dropped.
     */
    private static Selection selectFirst(double[] values, double threshold, int slots, Pass pass) {
        int sequence = pass.sequence();
        int[][] chosen = new int[pass.batch()][];
        int dropped = 0;
        for (int b = 0; b < chosen.length; b++) {
            int offset = b * sequence;
            int[] candidates = java.util.stream.IntStream.range(0, sequence)
                    .filter(token -> values[offset + token] > threshold)
                    .toArray();
            chosen[b] = Arrays.copyOf(candidates, Math.min(slots, candidates.length));
            dropped += candidates.length - chosen[b].length;
        }
        return Selection.of(pass.manager(), chosen, slots, sequence, dropped);
    }

    /**
     * Selects tokens causally: each choice depends on the token and on earlier tokens. Neither later tokens nor the length of the
     * text are known.
     *
     * @param causalLogits what a router that takes the top k in training chooses by; empty for any other router
     */
    private Selection selectCausally(double[] outputs, double[] causalLogits, Pass pass) {
        int k = routing.tokens(layer, pass.trainedSequence());
        return switch (routing.scheme()) {
            case TOKEN_CHOICE -> selectWithFewestSlots(outputs, 0, k, pass);
            case STOCHASTIC ->
                selectWithFewestSlots(
                        outputs,
                        stochasticThreshold(routing, layer, pass.trainedSequence()),
                        pass.trainedSequence(),
                        pass);
            case EXPERT_CHOICE -> selectWithFewestSlots(causalLogits, 0, pass.trainedSequence(), pass);
            case THRESHOLD ->
                selectWithFewestSlots(outputs, threshold(pass.trainedSequence()), pass.trainedSequence(), pass);
        };
    }

    /** Returns the threshold that k of S draws from N(0, 1) are above, on average. */
    public static double stochasticThreshold(Routing routing, int layer, int longest) {
        return NormalDistribution.quantile(1 - share(routing, layer, longest));
    }

    private static double share(Routing routing, int layer, int sequence) {
        return (double) routing.tokens(layer, sequence) / sequence;
    }

    private double[] causalLogits(NDArray x, double[] outputs, Pass pass) {
        return switch (routing.causal()) {
            case NONE -> throw new IllegalStateException("block " + layer + " has not learned to choose causally");
            case AUXILIARY -> outputs;
            case PREDICTOR -> predictor == null ? outputs : predictor.predict(x, pass);
        };
    }

    /**
     * Selects tokens above the threshold with as few slots as possible. There are as many slots as the sequence with the most
     * such tokens needs, but at most {@code limit}.
     */
    private static Selection selectWithFewestSlots(double[] values, double threshold, int limit, Pass pass) {
        int most = 1;
        for (int b = 0; b < pass.batch(); b++) {
            int count = 0;
            for (int token = 0; token < pass.sequence(); token++) {
                count += values[b * pass.sequence() + token] > threshold ? 1 : 0;
            }
            most = Math.max(most, count);
        }
        return selectFirst(values, threshold, Math.min(limit, most), pass);
    }

    /** Returns the router's matrix. The set is empty in a stochastic router. */
    public WeightSet weights() {
        return matrices;
    }

    /**
     * Returns the gradient of the outputs from the loss that teaches the router beside the language-model loss, [B S, 1]; empty
     * if there is no such loss.
     */
    public NDArray lossGradient(Choice choice, Pass pass) {
        return choice.lossGradient().length == 0
                ? functions.engine().none(pass.manager())
                : functions.engine().column(pass.manager(), choice.lossGradient(), 1);
    }

    /** Returns whether the router weight is the sigmoid of the output. */
    public boolean sigmoid() {
        return switch (routing.activation()) {
            case LINEAR -> false;
            case SIGMOID -> true;
        };
    }
}
