package dev.isobath.training.sampling;

import static dev.isobath.training.engine.Script.Argument.given;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.isobath.spec.Architecture;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Routing;
import dev.isobath.spec.Scaling;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.engine.RowIndices;
import dev.isobath.training.engine.Script;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.model.Block;
import dev.isobath.training.model.Decoder;
import dev.isobath.training.model.ExpertMlp;
import dev.isobath.training.model.FeedForward;
import dev.isobath.training.model.RotaryAngles;
import dev.isobath.training.model.RotaryEmbedding;
import dev.isobath.training.model.RoutedBlock;
import dev.isobath.training.routing.CausalRouting;
import dev.isobath.training.routing.Router;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The language model a token at a time: each block keeps the keys and values of the tokens that went through it, and of no others.
 * Tokens are routed causally. The functions are in {@code sampling.py}, one call a token for all blocks and sequences.
 *
 * <p>Letters: B sequences, S tokens of the longest, L blocks, V vocabulary.
 */
final class CachedDecoder implements AutoCloseable {

    /** Tokens that a routed block's cache has room for at first; it grows. */
    private static final int FIRST_ROOM = 16;

    private static final int NOBODY = 0;
    private static final int ROUTER = 1;
    private static final int PREDICTOR = 2;
    private static final int DRAWS = 3;

    private final NDManager manager;
    private final NumberFormat arithmetic;
    private final Script script;
    private final int layers;
    private final int heads;
    private final int headWidth;
    private final int experts;
    private final int longest;
    private final Optional<Routing> routing;
    private final Script.Arrays weights;
    private final Script.Numbers plan;
    private final double[] thresholds;
    private final double[] expertThresholds;
    private final double[] expertBiases;
    private final Script.Arrays tables;

    /**
     * Around a model as it is now: matrices are copied into an order that suits few rows.
     *
     * @throws IllegalArgumentException when the model has not learned to route causally
     */
    CachedDecoder(ExperimentSpec spec, Decoder decoder, NumberFormat arithmetic, NDManager parent) {
        Architecture architecture = spec.architecture();
        if (CausalRouting.of(architecture) == CausalRouting.NOT_LEARNED) {
            throw new IllegalArgumentException("the routers have not learned to choose causally");
        }
        this.arithmetic = arithmetic;
        manager = parent.newSubManager();
        script =
                new Script(manager, Functions.text(Scaling.of(spec)) + Script.text(CachedDecoder.class, "sampling.py"));
        layers = architecture.shape().layers();
        heads = architecture.shape().heads();
        headWidth = architecture.shape().headWidth();
        longest = decoder.rotary().sequence();
        routing = Routing.of(architecture);
        List<Weight> list = new ArrayList<>();
        for (String name : new String[] {"embedding", "norm.gain", "norm.bias", "output"}) {
            list.add(decoder.weights().get(name));
        }
        List<int[]> plan = new ArrayList<>();
        thresholds = new double[layers];
        List<double[]> ofExperts = new ArrayList<>();
        List<double[]> biases = new ArrayList<>();
        int experts = 0;
        for (int layer = 0; layer < layers; layer++) {
            Block block = decoder.blocks().get(layer);
            int first = list.size();
            list.addAll(decoder.weights().of(layer));
            FeedForward feedForward = block.feedForward();
            int[] choosing = choosing(block, layer);
            int[] giving = {0, 1, longest, 0};
            if (feedForward instanceof ExpertMlp mlp) {
                experts = mlp.experts();
                giving = new int[] {experts, mlp.causal().paths(), mlp.causal().most(), mlp.renormalises() ? 1 : 0};
                double[] known = mlp.thresholds();
                ofExperts.add(known.length > 0 ? known : new double[mlp.paths()]);
                biases.add(mlp.bias());
            }
            // The last number says where its experts' matrices begin; "pack" fills it in.
            plan.add(IntStream.concat(
                            IntStream.concat(Arrays.stream(choosing), Arrays.stream(giving)), IntStream.of(first, 0))
                    .toArray());
        }
        this.experts = experts;
        expertThresholds = ofExperts.stream().flatMapToDouble(Arrays::stream).toArray();
        expertBiases = biases.stream().flatMapToDouble(Arrays::stream).toArray();
        this.plan =
                new Script.Numbers(plan.stream().flatMapToInt(Arrays::stream).toArray());
        try (Script.Arrays plain =
                Script.Arrays.of(list.stream().map(Weight::used).toList())) {
            weights = script.list("pack", plain, this.plan);
        }
        tables = tables(decoder.rotary(), new Randomness(spec.seed()));
    }

    /** Who decides about a block, most tokens of a sequence, sigmoid, what the router weight multiplies. */
    private int[] choosing(Block block, int layer) {
        if (!(block instanceof RoutedBlock routed)) {
            return new int[] {NOBODY, longest, 0, 0};
        }
        Routing of = routing.orElseThrow();
        int sigmoid = routed.router().sigmoid() ? 1 : 0;
        int whole = of.gate() == Routing.Gate.BLOCK ? 1 : 0;
        return switch (of.scheme()) {
            case TOKEN_CHOICE -> new int[] {ROUTER, of.tokens(layer, longest), sigmoid, whole};
            case THRESHOLD -> {
                thresholds[layer] = routed.router().threshold(longest);
                yield new int[] {ROUTER, longest, sigmoid, whole};
            }
            case STOCHASTIC -> {
                thresholds[layer] = Router.stochasticThreshold(of, layer, longest);
                yield new int[] {DRAWS, longest, sigmoid, whole};
            }
            case EXPERT_CHOICE ->
                new int[] {of.causal() == Routing.CausalMethod.PREDICTOR ? PREDICTOR : ROUTER, longest, sigmoid, whole};
        };
    }

    private Script.Arrays tables(RotaryEmbedding rotary, Randomness randomness) {
        boolean drawn =
                routing.map(of -> of.scheme() == Routing.Scheme.STOCHASTIC).orElse(false);
        double[] draws = new double[drawn ? layers * longest : 0];
        for (int layer = 0; layer < layers && drawn; layer++) {
            System.arraycopy(Router.draws(randomness, layer, 0, longest, 0), 0, draws, layer * longest, longest);
        }
        NDArray table = NDArrays.of(manager, arithmetic.master(), draws, new Shape(drawn ? layers : 0, longest));
        RowIndices all = RowIndices.of(manager, IntStream.range(0, longest).toArray());
        RotaryAngles positions = rotary.all();
        return Script.Arrays.of(
                List.of(positions.cosines(), positions.sines(), positions.causalMask(), table, all.array()));
    }

    /**
     * What a token led to.
     *
     * @param logits of the token after it, V for each sequence
     * @param depths how many blocks took each token: its attention and its feed-forward, no no-op and no full expert
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Next(double[] logits, int[] depths) {}

    /** Sets what a block's router output or prediction has to be above, which is 0 in a model that has learned. */
    void compareWith(int layer, double threshold) {
        thresholds[layer] = threshold;
    }

    /**
     * Room for texts.
     *
     * @param batch B, how many
     * @param tokens of the longest, at most S
     */
    Texts texts(int batch, int tokens) {
        return new Texts(batch, tokens);
    }

    /** Texts that are continued together, each as long as it is. */
    final class Texts implements AutoCloseable {

        private final Script.Arrays caches;
        private final Script.Numbers lengths;
        private final Script.Numbers loads;
        private final Script.Numbers positions;
        private final int batch;

        private Texts(int batch, int tokens) {
            this.batch = batch;
            lengths = new Script.Numbers(new int[layers * batch]);
            loads = new Script.Numbers(new int[layers * batch * experts]);
            positions = new Script.Numbers(new int[batch]);
            try (NDManager scope = manager.newSubManager()) {
                List<NDArray> empty = new ArrayList<>();
                for (int layer = 0; layer < layers; layer++) {
                    boolean routed = routing.isPresent() && routing.get().routes(layer);
                    int room = routed ? Math.min(FIRST_ROOM, tokens) : tokens;
                    // Not in bfloat16: a product with one row is slower in it, and this is where rounding would add up.
                    empty.add(scope.zeros(new Shape(2, batch, heads, room, headWidth), arithmetic.master()));
                }
                caches = Script.Arrays.of(empty);
            }
        }

        /** The first tokens of a text, at least one. */
        Next begin(int text, int... tokens) {
            return next("begin", given(text), tokens);
        }

        /** One more token for each of some texts. */
        Next advance(int[] texts, int... tokens) {
            return next("advance", given(texts), tokens);
        }

        private Next next(String function, Script.Argument whose, int... tokens) {
            try (NDManager scope = manager.newSubManager()) {
                NDArray[] results = script.arrays(
                        scope,
                        function,
                        given(RowIndices.of(scope, tokens).array()),
                        whose,
                        weights,
                        plan,
                        given(thresholds),
                        given(expertThresholds),
                        given(expertBiases),
                        tables,
                        caches,
                        lengths,
                        loads,
                        positions,
                        given(arithmetic.scalarType()));
                int[] depths = Arrays.stream(results[1].toLongArray())
                        .mapToInt(Math::toIntExact)
                        .toArray();
                return new Next(NDArrays.values(results[0]), depths);
            }
        }

        /** Makes one text the same as another so far. */
        void repeat(int text, int as) {
            script.run("repeat", List.of(given(as), given(text), caches, lengths, loads, positions));
        }

        /** Tokens in the cache of each block, by block and text. */
        int[][] lengths() {
            long[] all = lengths.values();
            int[][] lengths = new int[layers][batch];
            for (int layer = 0; layer < layers; layer++) {
                for (int text = 0; text < batch; text++) {
                    lengths[layer][text] = Math.toIntExact(all[layer * batch + text]);
                }
            }
            return lengths;
        }

        @Override
        public void close() {
            caches.close();
            lengths.close();
            loads.close();
            positions.close();
        }
    }

    @Override
    public void close() {
        weights.close();
        plan.close();
        tables.close();
        manager.close();
    }
}
