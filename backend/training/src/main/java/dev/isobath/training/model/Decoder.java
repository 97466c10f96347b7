package dev.isobath.training.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.isobath.spec.Architecture;
import dev.isobath.spec.ControlledNoOps;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Experts;
import dev.isobath.spec.Routing;
import dev.isobath.spec.Scaling;
import dev.isobath.spec.flops.Term;
import dev.isobath.training.engine.FlopCounter;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.engine.WeightSet;
import dev.isobath.training.engine.Weights;
import dev.isobath.training.routing.CausalExpertRouting;
import dev.isobath.training.routing.ExpertTrace;
import dev.isobath.training.routing.Router;
import dev.isobath.training.routing.RouterTrace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * The language model: embedding, blocks, norm, output matrix. Norms come first in each half block, linear maps have no biases,
 * and embedding and output matrix are separate weights.
 *
 * <p>Letters: B sequences, S tokens of each, d width, V vocabulary.
 */
public final class Decoder {

    private final DecoderFunctions functions;
    private final Weights weights;
    private final RotaryEmbedding rotary;
    private final int vocabulary;
    private final Weight embedding; // [V, d]
    private final List<Block> blocks = new ArrayList<>();
    private final WeightSet head; // gain [d], bias [d], output [d, V]

    /**
     * Makes a model with its first weights.
     *
     * @param manager owns the weights
     */
    public Decoder(ExperimentSpec spec, NDManager manager, Functions functions) {
        this(spec, manager, functions, new Weights(manager, functions, new Randomness(spec.seed())));
    }

    /**
     * Returns a model without first weights, which a checkpoint fills.
     *
     * @param learns whether the model is trained
     */
    public static Decoder unfilled(ExperimentSpec spec, NDManager manager, Functions functions, boolean learns) {
        return new Decoder(spec, manager, functions, Weights.unfilled(manager, functions, learns));
    }

    private Decoder(ExperimentSpec spec, NDManager manager, Functions functions, Weights weights) {
        this.functions = new DecoderFunctions(functions);
        this.weights = weights;
        if (!functions.scaling().equals(Scaling.of(spec))) {
            throw new IllegalArgumentException("the functions are those of a model of another size");
        }
        Architecture architecture = spec.architecture();
        int d = architecture.shape().width();
        int sequence = spec.data().sequenceLength();
        vocabulary = spec.data().tokenizer().vocabulary();
        Randomness randomness = new Randomness(spec.seed());
        rotary = new RotaryEmbedding(
                manager, functions, sequence, architecture.shape().headWidth());
        embedding = weights.normal("embedding", Weight.Group.MODEL, Weights.DEVIATION, vocabulary, d);
        for (int layer = 0; layer < architecture.shape().layers(); layer++) {
            blocks.add(block(architecture, layer, randomness));
        }
        head = WeightSet.of(
                weights.constant("norm.gain", Weight.Group.MODEL, 1, d),
                weights.constant("norm.bias", Weight.Group.MODEL, 0, d),
                weights.matrix("output", Weights.DEVIATION, d, vocabulary));
    }

    private Block block(Architecture architecture, int layer, Randomness randomness) {
        return switch (architecture) {
            case Architecture.Baseline baseline -> dense(architecture, layer);
            case Architecture.Moe moe -> dense(architecture, layer);
            case Architecture.IntegratedMode integrated -> dense(architecture, layer);
            case Architecture.Mod mod -> routed(architecture, layer, mod.routing(), randomness);
            case Architecture.StagedMode staged -> routed(architecture, layer, staged.routing(), randomness);
        };
    }

    private Block dense(Architecture architecture, int layer) {
        return new DenseBlock(
                new Attention(weights, rotary, architecture.shape(), layer), feedForward(architecture, layer));
    }

    private Block routed(Architecture architecture, int layer, Routing routing, Randomness randomness) {
        if (!routing.routes(layer)) {
            return dense(architecture, layer);
        }
        int routedBlocks = 0;
        for (int other = 0; other < architecture.shape().layers(); other++) {
            routedBlocks += routing.routes(other) ? 1 : 0;
        }
        Attention attention = new Attention(weights, rotary, architecture.shape(), layer);
        FeedForward feedForward = feedForward(architecture, layer);
        int width = architecture.shape().width();
        Router router = new Router(weights, routing, width, layer, routedBlocks, randomness);
        return new RoutedBlock(
                router, routing.gate(), attention, feedForward, new RoutedBlockFunctions(weights.functions()));
    }

    private FeedForward feedForward(Architecture architecture, int layer) {
        return switch (architecture) {
            case Architecture.Baseline baseline -> new Mlp(weights, baseline.shape(), layer);
            case Architecture.Mod mod -> new Mlp(weights, mod.shape(), layer);
            case Architecture.Moe moe ->
                experts(architecture, layer, moe.experts(), 0, moe.experts()::capacity, Optional.empty());
            case Architecture.StagedMode staged ->
                experts(architecture, layer, staged.experts(), 0, staged.experts()::capacity, Optional.empty());
            case Architecture.IntegratedMode integrated ->
                experts(
                        architecture,
                        layer,
                        integrated.experts(),
                        integrated.noOps(),
                        integrated::pathCapacity,
                        integrated.control());
        };
    }

    /** Returns the number of tokens of a sequence that block {@code layer} gets in training. */
    private int trainedTokens(Architecture architecture, int layer) {
        return Routing.of(architecture)
                .map(routing -> routing.tokens(layer, rotary.sequence()))
                .orElse(rotary.sequence());
    }

    private FeedForward experts(
            Architecture architecture,
            int layer,
            Experts experts,
            int noOps,
            IntUnaryOperator capacity,
            Optional<ControlledNoOps> control) {
        return new ExpertMlp(
                weights,
                architecture.shape(),
                layer,
                experts,
                noOps,
                capacity,
                experts.balanceWeight() / architecture.shape().layers(),
                CausalExpertRouting.of(experts, capacity, trainedTokens(architecture, layer)),
                control);
    }

    public Weights weights() {
        return weights;
    }

    /**
     * Moves what is learned without gradients towards what a step of training chose by.
     *
     * @param step the number of the step, counted from 1
     * @param routers the traces of the routers of that step, of all its micro-batches
     * @param experts the traces of the experts of that step, of all its micro-batches
     */
    public void learnChoices(long step, List<RouterTrace> routers, List<ExpertTrace> experts) {
        for (int layer = 0; layer < blocks.size(); layer++) {
            int own = layer;
            Block block = blocks.get(layer);
            if (block.feedForward() instanceof ExpertMlp mlp) {
                mlp.learnChoices(
                        experts.stream().filter(trace -> trace.layer() == own).toList());
            }
            if (block instanceof RoutedBlock routed) {
                routed.router()
                        .learnThreshold(
                                step,
                                rotary.sequence(),
                                routers.stream()
                                        .filter(trace -> trace.layer() == own)
                                        .toList());
            }
        }
    }

    /**
     * Returns whether experts choose their tokens and no thresholds are known for it, because no step was trained yet or the weights are
     * those of an older checkpoint.
     */
    public boolean lacksThresholds() {
        return blocks.stream()
                .anyMatch(block -> block.feedForward() instanceof ExpertMlp experts
                        && experts.choose()
                        && experts.thresholds().length == 0);
    }

    public List<Block> blocks() {
        return blocks;
    }

    public RotaryEmbedding rotary() {
        return rotary;
    }

    /**
     * Begins a pass over {@code batch} sequences. Everything that it makes belongs to {@code manager}.
     *
     * @param step the number of the training step, counted from 1; 0 outside of training
     */
    public Pass pass(NDManager manager, FlopCounter flops, Pass.Purpose purpose, int batch, long step) {
        return pass(manager, flops, purpose, batch, step, 0);
    }

    /**
     * Begins a pass over a part of a batch.
     *
     * @param firstSequence the number of its first sequence in the whole batch, counted from 0
     */
    public Pass pass(
            NDManager manager, FlopCounter flops, Pass.Purpose purpose, int batch, long step, int firstSequence) {
        return new Pass(manager, flops, purpose, batch, rotary.sequence(), rotary.sequence(), step, firstSequence);
    }

    /** Begins a pass outside of training over one text of {@code tokens} tokens, at most as many as a sequence has. */
    public Pass passOverText(NDManager manager, Pass.Purpose purpose, int tokens) {
        return new Pass(manager, new FlopCounter(), purpose, 1, tokens, rotary.sequence(), 0);
    }

    /** Computes the logits of token numbers, B S row by row. The result is [B S, V] in the format of weights. */
    public NDArray logits(long[] tokens, Pass pass) {
        NDArray x = embed(tokens(tokens, pass), tokens.length, pass);
        for (Block block : blocks) {
            x = block.forward(x, pass).value();
        }
        countHead(tokens.length, pass);
        return functions.logits(pass.manager(), x, head);
    }

    /**
     * Computes the mean cross-entropy of the next token in nats. In a pass that trains, every weight has its gradient afterwards.
     */
    public Loss loss(Batch batch, Pass pass) {
        long start = System.nanoTime();
        NDArray tokens = tokens(batch.inputs(), pass);
        NDArray targets = tokens(batch.targets(), pass);
        NDArray x = embed(tokens, batch.inputs().length, pass);
        Deque<Forward> forwards = new ArrayDeque<>();
        for (Block block : blocks) {
            Forward forward = block.forward(x, pass);
            forwards.push(forward);
            x = forward.value();
        }
        countHead(batch.inputs().length, pass);
        NDArray[] results = functions.loss(pass.manager(), x, targets, head, vocabulary, pass.trains());
        long middle = System.nanoTime();
        if (pass.trains()) {
            NDArray gradient = results[1];
            for (Forward forward : forwards) {
                forward.value().close(); // the next part does not need it any more
                NDArray before = forward.backward().from(gradient);
                gradient.close();
                gradient = before;
            }
            functions.embedBackward(gradient, tokens, embedding);
        }
        // The loss is read last. A GPU has all its work queued by then.
        double value = NDArrays.scalar(results[0]);
        return new Loss(value, (middle - start) / 1e9, (System.nanoTime() - middle) / 1e9);
    }

    /**
     * The loss of a batch and the time that it took.
     *
     * @param value nats a token
     * @param forwardSeconds the seconds until the loss is known, the output matrix's share of backward included
     * @param backwardSeconds the seconds of the rest of backward
     */
    public record Loss(double value, double forwardSeconds, double backwardSeconds) {}

    private static NDArray tokens(long[] tokens, Pass pass) {
        return pass.manager().create(tokens, new Shape(tokens.length));
    }

    /** Looks up embeddings. The FLOPs counted are those of the product with one-hot rows that a lookup replaces. */
    private NDArray embed(NDArray tokens, long count, Pass pass) {
        pass.count(Term.NO_LAYER, "embedding", 2 * count * embedding.array().size());
        return functions.embed(pass.manager(), embedding, tokens);
    }

    private void countHead(long tokens, Pass pass) {
        pass.count(Term.NO_LAYER, "output", 2 * tokens * embedding.array().size());
    }
}
