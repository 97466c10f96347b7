package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.isobath.spec.Architecture;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Experts;
import dev.isobath.spec.Routing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The language model: embedding, blocks, norm, output matrix. Pre-norm, no biases in linear maps, embedding and output apart.
 *
 * <p>Letters: B sequences, S tokens of each, d width, V vocabulary.
 */
final class Decoder {

    /** Of the first weights; as in GPT-2. */
    static final double DEVIATION = 0.02;

    private final Weights weights;
    private final Ops ops;
    private final Rotary rotary;
    private final NDArray embedding; // [V, d]
    private final List<Block> blocks = new ArrayList<>();
    private final Norm norm;
    private final NDArray output; // [d, V]

    /**
     * @param manager owns the weights
     * @param type number format of weights and activations
     */
    Decoder(ExperimentSpec spec, NDManager manager, DataType type, Ops ops) {
        Unwritten.refuse(spec);
        this.ops = ops;
        Architecture architecture = spec.architecture();
        int d = architecture.shape().width();
        int vocabulary = spec.data().tokenizer().vocabulary();
        int sequence = spec.data().sequenceLength();
        weights = new Weights(manager, type, new Randomness(spec.seed()));
        rotary = new Rotary(manager, type, sequence, architecture.shape().headWidth());
        embedding = weights.normal("embedding", DEVIATION, vocabulary, d);
        for (int layer = 0; layer < architecture.shape().layers(); layer++) {
            blocks.add(block(architecture, layer, sequence));
        }
        norm = new Norm(weights, "norm", d);
        output = weights.normal("output", DEVIATION, d, vocabulary);
    }

    /** Of matrices whose product is added to the residual: smaller, so that the sum over 2 L of them keeps its size. */
    static double residualDeviation(int layers) {
        return DEVIATION / Math.sqrt(2.0 * layers);
    }

    private Block block(Architecture architecture, int layer, int sequence) {
        return switch (architecture) {
            case Architecture.Baseline baseline -> new DenseBlock(layer(architecture, layer, mlp(architecture, layer)));
            case Architecture.Moe moe ->
                new DenseBlock(layer(architecture, layer, experts(architecture, layer, moe.experts())));
            case Architecture.Mod mod -> routed(architecture, layer, mod.routing(), sequence, mlp(architecture, layer));
            case Architecture.StagedMode staged ->
                routed(architecture, layer, staged.routing(), sequence, experts(architecture, layer, staged.experts()));
            case Architecture.IntegratedMode integrated ->
                new DenseBlock(layer(
                        architecture,
                        layer,
                        new ExpertMlp(
                                weights,
                                integrated.shape(),
                                layer,
                                integrated.experts().count(),
                                integrated.noOps(),
                                integrated::pathCapacity)));
        };
    }

    private FeedForward mlp(Architecture architecture, int layer) {
        return new Mlp(weights, architecture.shape(), layer);
    }

    private FeedForward experts(Architecture architecture, int layer, Experts experts) {
        return new ExpertMlp(weights, architecture.shape(), layer, experts.count(), 0, experts::capacity);
    }

    private Layer layer(Architecture architecture, int layer, FeedForward feedForward) {
        return new Layer(weights, architecture.shape(), layer, feedForward);
    }

    private Block routed(Architecture architecture, int layer, Routing routing, int sequence, FeedForward feedForward) {
        Layer inner = layer(architecture, layer, feedForward);
        if (!routing.routes(layer)) {
            return new DenseBlock(inner);
        }
        UnaryOperator<NDArray> weight = switch (routing.activation()) {
            case LINEAR -> UnaryOperator.identity();
            case SIGMOID -> Activation::sigmoid;
        };
        Router router = new Router(weights, routing, architecture.shape().width(), layer);
        return new RoutedBlock(router, weight, routing.gate(), routing.tokens(layer, sequence), inner);
    }

    Weights weights() {
        return weights;
    }

    List<Block> blocks() {
        return blocks;
    }

    /** A pass over {@code batch} sequences; what it makes belongs to {@code manager}. */
    Pass pass(NDManager manager, FlopCounter flops, int batch) {
        return new Pass(manager, ops, flops, rotary, batch);
    }

    /** Token numbers, B S row by row -> logits [B S, V]. */
    NDArray logits(long[] tokens, Pass pass) {
        int[] index = Arrays.stream(tokens).mapToInt(Math::toIntExact).toArray();
        NDArray x = pass.lookup(Site.outside("embedding"), embedding, Rows.of(pass.manager(), index));
        for (Block block : blocks) {
            x = block.forward(x, pass);
        }
        return pass.product(Site.outside("output"), norm.forward(x, pass), output);
    }

    /** Mean cross-entropy of the next token in nats, a scalar. */
    NDArray loss(Batch batch, Pass pass) {
        NDArray targets = pass.manager().create(batch.targets(), new Shape(batch.targets().length));
        return pass.crossEntropy(logits(batch.inputs(), pass), targets);
    }
}
