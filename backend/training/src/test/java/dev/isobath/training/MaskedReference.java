package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import dev.isobath.spec.Architecture;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Experts;
import dev.isobath.spec.Routing;
import dev.isobath.spec.Scaling;
import dev.isobath.training.engine.NDArrays;
import dev.isobath.training.engine.Randomness;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.engine.Weights;
import dev.isobath.training.model.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The same models without gathering tokens. Every token goes everywhere, masks undo the updates that should not have happened,
 * and libtorch differentiates. The class is written independently of the real models and as plainly as possible. It shares
 * nothing with them but the first numbers of the weights, of which it has its own copies.
 */
public final class MaskedReference {

    private final ExperimentSpec spec;
    private final Map<String, NDArray> weights = new LinkedHashMap<>();
    private final NDManager scope;
    private final int batch;
    private final long step;
    private final int sequence;
    private final int width;
    private final Scaling scaling;
    private final List<NDArray> routerLosses = new ArrayList<>();
    private final List<NDArray> expertLosses = new ArrayList<>();

    /**
     * Prepares one pass.
     *
     * @param step the number of the training step, counted from 1; 0 outside of training
     */
    public MaskedReference(ExperimentSpec spec, Weights weights, NDManager scope, int batch, long step) {
        this.spec = spec;
        this.scope = scope;
        this.batch = batch;
        this.step = step;
        for (Weight weight : weights.list()) {
            NDArray copy =
                    scope.create(NDArrays.values(weight.array()), weight.array().getShape());
            copy.setRequiresGradient(true);
            this.weights.put(weight.name(), copy);
        }
        sequence = spec.data().sequenceLength();
        width = spec.architecture().shape().width();
        scaling = Scaling.of(spec);
    }

    /** Returns the loss of the language model alone, in nats a token. */
    public double languageLoss(Batch data) {
        return NDArrays.scalar(crossEntropy(data));
    }

    /** Returns the gradients of the whole objective, by the name of the weight. */
    public Map<String, double[]> gradients(Batch data) {
        try (GradientCollector collector = scope.getEngine().newGradientCollector()) {
            collector.backward(objective(data));
        }
        Map<String, double[]> gradients = new LinkedHashMap<>();
        weights.forEach((name, weight) -> {
            try (NDArray gradient = weight.getGradient()) {
                gradients.put(name, NDArrays.values(gradient));
            }
        });
        return gradients;
    }

    /**
     * Returns the language model's loss plus the losses that teach routers and experts. Those are a mean over routed blocks and a
     * mean over all blocks.
     */
    private NDArray objective(Batch data) {
        NDArray sum = crossEntropy(data);
        double router = Routing.of(spec.architecture())
                .map(routing -> switch (routing.scheme()) {
                    case EXPERT_CHOICE ->
                        switch (routing.causal()) {
                            case NONE -> 0.0;
                            case AUXILIARY -> routing.auxiliaryWeight();
                            case PREDICTOR -> 1.0;
                        };
                    case TOKEN_CHOICE -> routing.balanceWeight();
                    case STOCHASTIC, THRESHOLD -> 0.0;
                })
                .orElse(0.0);
        for (NDArray loss : routerLosses) {
            sum = sum.add(loss.mul(number(router / routerLosses.size())));
        }
        double expert =
                Experts.of(spec.architecture()).map(Experts::balanceWeight).orElse(0.0);
        for (NDArray loss : expertLosses) {
            sum = sum.add(loss.mul(number(expert / expertLosses.size())));
        }
        return sum;
    }

    private NDArray crossEntropy(Batch data) {
        NDArray logits = logits(data.inputs());
        NDArray shifted = logits.sub(logits.max(new int[] {1}, true));
        NDArray logProbabilities =
                shifted.sub(shifted.exp().sum(new int[] {1}, true).log());
        return logProbabilities.mul(oneHot(data.targets())).sum().div(number(-data.targets().length));
    }

    public NDArray logits(long[] tokens) {
        routerLosses.clear();
        expertLosses.clear();
        NDArray x = oneHot(tokens).matMul(weight("embedding"));
        for (int layer = 0; layer < spec.architecture().shape().layers(); layer++) {
            x = block(x, layer);
        }
        return norm(x, "norm").matMul(weight("output")).mul(number(scaling.logits()));
    }

    private NDArray weight(String name) {
        return Objects.requireNonNull(weights.get(name), name);
    }

    private NDArray oneHot(long[] tokens) {
        double[] rows = new double[tokens.length * 256];
        for (int i = 0; i < tokens.length; i++) {
            rows[i * 256 + (int) tokens[i]] = 1;
        }
        return scope.create(rows, new Shape(tokens.length, 256));
    }

    private NDArray block(NDArray x, int layer) {
        boolean[] allTokens = new boolean[batch * sequence];
        Arrays.fill(allTokens, true);
        return switch (spec.architecture()) {
            case Architecture.Baseline baseline -> dense(x, layer, allTokens);
            case Architecture.Moe moe -> dense(x, layer, allTokens);
            case Architecture.IntegratedMode integrated -> dense(x, layer, allTokens);
            case Architecture.Mod mod -> routed(x, layer, mod.routing(), allTokens);
            case Architecture.StagedMode staged -> routed(x, layer, staged.routing(), allTokens);
        };
    }

    private NDArray dense(NDArray x, int layer, boolean[] allTokens) {
        NDArray h = x.add(attention(x, layer, allTokens));
        return h.add(feedForward(h, layer, allTokens, sequence));
    }

    private NDArray routed(NDArray x, int layer, Routing routing, boolean[] allTokens) {
        if (!routing.routes(layer)) {
            return dense(x, layer, allTokens);
        }
        NDArray output = routing.scheme() == Routing.Scheme.STOCHASTIC
                ? draws(layer)
                : x.matMul(weight("blocks." + layer + ".router"));
        int k = step == 0 ? routing.tokens(layer, sequence) : routing.tokens(layer, sequence, step);
        boolean[] members = members(output.toDoubleArray(), routing, k, allTokens);
        learn(x, output, members, layer, routing);
        NDArray r = routing.activation() == Routing.RouterActivation.SIGMOID ? Activation.sigmoid(output) : output;
        NDArray attention = attention(x, layer, members);
        NDArray feedForward = feedForward(x.add(attention), layer, members, k);
        NDArray update = routing.gate() == Routing.Gate.BLOCK
                ? attention.add(feedForward).mul(r)
                : attention.add(feedForward.mul(r));
        return x.add(update.mul(mask(members)));
    }

    private NDArray draws(int layer) {
        double[] draws = new Randomness(spec.seed()).normal(batch * sequence, 1, "stochastic routing " + layer, step);
        return scope.create(draws, new Shape(draws.length, 1));
    }

    private boolean[] members(double[] output, Routing routing, int k, boolean[] allTokens) {
        boolean[] members = new boolean[batch * sequence];
        // Before the first step the threshold is that of the batch. The tests look at no later step here.
        double kth = Arrays.stream(output).sorted().toArray()[output.length - batch * k];
        for (int b = 0; b < batch; b++) {
            switch (routing.scheme()) {
                case EXPERT_CHOICE, STOCHASTIC -> take(output, 1, 0, b, allTokens, k, members);
                case TOKEN_CHOICE ->
                    IntStream.range(b * sequence, (b + 1) * sequence)
                            .filter(row -> output[row] > 0)
                            .limit(k)
                            .forEach(row -> members[row] = true);
                case THRESHOLD ->
                    IntStream.range(b * sequence, (b + 1) * sequence)
                            .filter(row -> output[row] > (step == 0 ? 0 : kth))
                            .forEach(row -> members[row] = true);
            }
        }
        return members;
    }

    private void learn(NDArray x, NDArray output, boolean[] members, int layer, Routing routing) {
        switch (routing.scheme()) {
            case STOCHASTIC, THRESHOLD -> {}
            case TOKEN_CHOICE -> {
                double through = mean(output.toDoubleArray());
                double target = (double) routing.tokens(layer, sequence) / sequence;
                NDArray probability = Activation.sigmoid(output).mean();
                routerLosses.add(probability
                        .mul(number(through / target))
                        .add(number(1).sub(probability).mul(number((1 - through) / (1 - target)))));
            }
            case EXPERT_CHOICE -> {
                switch (routing.causal()) {
                    case NONE -> {}
                    case AUXILIARY -> routerLosses.add(binaryCrossEntropy(output, members));
                    case PREDICTOR -> {
                        String name = "blocks." + layer + ".predictor";
                        NDArray hidden = gelu(x.stopGradient()
                                .matMul(weight(name + ".hidden"))
                                .add(weight(name + ".hidden.bias")));
                        NDArray z = hidden.matMul(weight(name + ".output")).add(weight(name + ".output.bias"));
                        routerLosses.add(binaryCrossEntropy(z, members));
                    }
                }
            }
        }
    }

    /** Returns the share of numbers above 0. */
    private static double mean(double[] outputs) {
        return Arrays.stream(outputs).filter(output -> output > 0).count() / (double) outputs.length;
    }

    private NDArray binaryCrossEntropy(NDArray z, boolean[] members) {
        NDArray right = Activation.sigmoid(z).log().mul(mask(members));
        NDArray wrong = Activation.sigmoid(z.neg()).log().mul(number(1).sub(mask(members)));
        return right.add(wrong).mean().neg();
    }

    /** Marks the {@code count} best tokens of one sequence among those allowed, best first, the earlier of two equals first. */
    private void take(double[] scores, int stride, int column, int b, boolean[] allowed, int count, boolean[] into) {
        IntStream.range(b * sequence, (b + 1) * sequence)
                .filter(row -> allowed[row])
                .boxed()
                .sorted(Comparator.comparingDouble((Integer row) -> -scores[row * stride + column]))
                .limit(count)
                .forEach(row -> into[row] = true);
    }

    /** Returns a number as an array that lives as long as the gradient graph needs it. */
    private NDArray number(double value) {
        return scope.create(value);
    }

    private NDArray mask(boolean[] members) {
        double[] mask = new double[members.length];
        Arrays.setAll(mask, i -> members[i] ? 1 : 0);
        return scope.create(mask, new Shape(members.length, 1));
    }

    private NDArray norm(NDArray x, String name) {
        NDArray centred = x.sub(x.mean(new int[] {1}, true));
        NDArray deviation =
                centred.square().mean(new int[] {1}, true).add(number(1e-5)).sqrt();
        return centred.div(deviation).mul(weight(name + ".gain")).add(weight(name + ".bias"));
    }

    /**
     * Computes dense attention in which only members are keys. A token that is not a member may attend to itself, and is masked
     * later.
     */
    private NDArray attention(NDArray x, int layer, boolean[] members) {
        String name = "blocks." + layer + ".attention";
        int heads = spec.architecture().shape().heads();
        int w = width / heads;
        NDArray all = norm(x, name + ".norm").matMul(weight(name + ".input"));
        double[] barrier = new double[batch * sequence * sequence];
        for (int b = 0; b < batch; b++) {
            for (int query = 0; query < sequence; query++) {
                for (int key = 0; key < sequence; key++) {
                    boolean open = key == query || (key < query && members[b * sequence + key]);
                    barrier[(b * sequence + query) * sequence + key] = open ? 0 : -1e300;
                }
            }
        }
        NDArray mask = scope.create(barrier, new Shape(batch, sequence, sequence));
        NDArray mixed = null;
        for (int head = 0; head < heads; head++) {
            NDArray query = turn(columns(all, head * w, w));
            NDArray key = turn(columns(all, width + head * w, w));
            NDArray value = columns(all, 2 * width + head * w, w).reshape(batch, sequence, w);
            NDArray scores = query.batchMatMul(key.transpose(0, 2, 1)).mul(number(scaling.scores(w)));
            NDArray one = scores.add(mask).softmax(-1).batchMatMul(value).reshape((long) batch * sequence, w);
            mixed = mixed == null ? one : mixed.concat(one, 1);
        }
        if (mixed == null) {
            throw new IllegalStateException("a model has heads");
        }
        return mixed.matMul(weight(name + ".output")).mul(number(scaling.branch()));
    }

    private static NDArray columns(NDArray x, int from, int count) {
        return x.get(":, " + from + ":" + (from + count));
    }

    /** Applies rotary positions as a matrix product with each position's rotation, [B S, w] -> [B, S, w]. */
    private NDArray turn(NDArray x) {
        int w = (int) x.getShape().get(1);
        double[] rotations = new double[sequence * w * w];
        for (int position = 0; position < sequence; position++) {
            for (int i = 0; i < w / 2; i++) {
                double angle = position / Math.pow(10_000, 2.0 * i / w);
                int at = position * w * w;
                int j = i + w / 2;
                rotations[at + i * w + i] = Math.cos(angle);
                rotations[at + j * w + j] = Math.cos(angle);
                rotations[at + i * w + j] = Math.sin(angle);
                rotations[at + j * w + i] = -Math.sin(angle);
            }
        }
        NDArray perPosition = x.reshape(batch, sequence, w).transpose(1, 0, 2); // [S, B, w]
        NDArray turned = perPosition.batchMatMul(scope.create(rotations, new Shape(sequence, w, w)));
        return turned.transpose(1, 0, 2);
    }

    private NDArray feedForward(NDArray h, int layer, boolean[] members, int count) {
        return unscaled(h, layer, members, count).mul(number(scaling.branch()));
    }

    private NDArray unscaled(NDArray h, int layer, boolean[] members, int count) {
        NDArray x = norm(h, "blocks." + layer + ".feedForward.norm");
        return switch (spec.architecture()) {
            case Architecture.Baseline baseline -> mlp(x, "blocks." + layer + ".mlp");
            case Architecture.Mod mod -> mlp(x, "blocks." + layer + ".mlp");
            case Architecture.Moe moe ->
                experts(x, layer, moe.experts(), 0, moe.experts().capacity(count), members);
            case Architecture.StagedMode staged ->
                experts(x, layer, staged.experts(), 0, staged.experts().capacity(count), members);
            case Architecture.IntegratedMode integrated ->
                experts(x, layer, integrated.experts(), integrated.noOps(), integrated.pathCapacity(count), members);
        };
    }

    private NDArray mlp(NDArray x, String name) {
        return gelu(x.matMul(weight(name + ".input"))).matMul(weight(name + ".output"));
    }

    private NDArray gelu(NDArray x) {
        NDArray inner = x.add(x.mul(x).mul(x).mul(number(0.044715))).mul(number(Math.sqrt(2 / Math.PI)));
        return x.mul(number(0.5)).mul(inner.tanh().add(number(1)));
    }

    private NDArray experts(NDArray x, int layer, Experts experts, int noOps, int capacity, boolean[] members) {
        String name = "blocks." + layer + ".experts";
        int paths = experts.count() + noOps;
        NDArray shares = x.matMul(weight(name + ".router")).softmax(-1);
        boolean[][] taken = switch (experts.scheme()) {
            case EXPERT_CHOICE -> expertsChoose(shares.toDoubleArray(), experts, paths, capacity, members);
            case TOKEN_CHOICE -> tokensChoose(shares, experts, paths, capacity, members);
        };
        NDArray multipliers = switch (experts.shares()) {
            case SOFTMAX -> shares;
            case RENORMALISED -> shares.div(sumOfLargest(shares, experts.topM(), paths));
        };
        NDArray sum = x.mul(number(0));
        for (int expert = 0; expert < experts.count(); expert++) {
            NDArray hidden = gelu(x.matMul(weight(name + ".input").get(expert)));
            NDArray made = hidden.matMul(weight(name + ".output").get(expert));
            sum = sum.add(made.mul(columns(multipliers, expert, 1)).mul(mask(taken[expert])));
        }
        return sum;
    }

    /** Returns the sum of the {@code count} largest shares of each row. */
    private NDArray sumOfLargest(NDArray shares, int count, int paths) {
        double[] values = shares.toDoubleArray();
        double[] mask = new double[values.length];
        for (int row = 0; row < values.length; row += paths) {
            IntStream.range(row, row + paths)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer one) -> -values[one]))
                    .limit(count)
                    .forEach(one -> mask[one] = 1);
        }
        return shares.mul(scope.create(mask, shares.getShape())).sum(new int[] {1}, true);
    }

    /** Lets experts choose. No-ops choose first. */
    private boolean[][] expertsChoose(double[] scores, Experts experts, int paths, int capacity, boolean[] members) {
        boolean[][] taken = new boolean[paths][members.length];
        boolean[] left = members.clone();
        for (int noOp = experts.count(); noOp < paths; noOp++) {
            for (int b = 0; b < batch; b++) {
                take(scores, paths, noOp, b, left, capacity, taken[noOp]);
            }
            for (int row = 0; row < left.length; row++) {
                left[row] = left[row] && !taken[noOp][row];
            }
        }
        for (int expert = 0; expert < experts.count(); expert++) {
            for (int b = 0; b < batch; b++) {
                take(scores, paths, expert, b, left, capacity, taken[expert]);
            }
        }
        return taken;
    }

    /** Lets tokens choose one by one in the order of the text. A token that comes to a full expert is dropped. */
    private boolean[][] tokensChoose(NDArray shares, Experts experts, int paths, int capacity, boolean[] members) {
        double[] scores = shares.toDoubleArray();
        boolean[][] taken = new boolean[paths][members.length];
        double[] wanted = new double[paths];
        int tokens = 0;
        for (int b = 0; b < batch; b++) {
            int[] slots = new int[paths];
            Arrays.fill(slots, 0, experts.count(), capacity);
            Arrays.fill(slots, experts.count(), paths, Integer.MAX_VALUE);
            for (int token = b * sequence; token < (b + 1) * sequence; token++) {
                if (members[token]) {
                    int row = token;
                    tokens++;
                    for (int path : IntStream.range(0, paths)
                            .boxed()
                            .sorted(Comparator.comparingDouble((Integer one) -> -scores[row * paths + one]))
                            .limit(experts.topM())
                            .toList()) {
                        wanted[path]++;
                        taken[path][row] = slots[path]-- > 0;
                    }
                }
            }
        }
        NDArray loss = number(0);
        for (int path = 0; path < paths && tokens > 0; path++) {
            NDArray probability = columns(shares, path, 1).mul(mask(members)).sum();
            loss = loss.add(probability.mul(number(paths * wanted[path] / (experts.topM() * tokens) / tokens)));
        }
        expertLosses.add(loss);
        return taken;
    }
}
