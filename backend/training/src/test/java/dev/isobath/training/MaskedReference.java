package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.isobath.spec.Architecture;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Experts;
import dev.isobath.spec.Routing;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The same models without any gathering: every token goes everywhere, and masks undo what should not have happened. Written
 * apart from the real one and as plainly as possible; it shares nothing with it but the weights.
 */
final class MaskedReference {

    private final ExperimentSpec spec;
    private final Weights weights;
    private final NDManager scope;
    private final int batch;
    private final int sequence;
    private final int width;

    MaskedReference(ExperimentSpec spec, Weights weights, NDManager scope, int batch) {
        this.spec = spec;
        this.weights = weights;
        this.scope = scope;
        this.batch = batch;
        sequence = spec.data().sequenceLength();
        width = spec.architecture().shape().width();
    }

    NDArray loss(Batch data) {
        NDArray logits = logits(data.inputs());
        NDArray shifted = logits.sub(logits.max(new int[] {1}, true));
        NDArray logProbabilities =
                shifted.sub(shifted.exp().sum(new int[] {1}, true).log());
        return logProbabilities.mul(oneHot(data.targets())).sum().div(number(-data.targets().length));
    }

    NDArray logits(long[] tokens) {
        NDArray x = oneHot(tokens).matMul(weights.array("embedding"));
        for (int layer = 0; layer < spec.architecture().shape().layers(); layer++) {
            x = block(x, layer);
        }
        return norm(x, "norm").matMul(weights.array("output"));
    }

    private NDArray oneHot(long[] tokens) {
        double[] rows = new double[tokens.length * 256];
        for (int i = 0; i < tokens.length; i++) {
            rows[i * 256 + (int) tokens[i]] = 1;
        }
        return scope.create(rows, new Shape(tokens.length, 256));
    }

    private NDArray block(NDArray x, int layer) {
        boolean[] everyone = new boolean[batch * sequence];
        Arrays.fill(everyone, true);
        return switch (spec.architecture()) {
            case Architecture.Baseline baseline -> dense(x, layer, everyone);
            case Architecture.Moe moe -> dense(x, layer, everyone);
            case Architecture.IntegratedMode integrated -> dense(x, layer, everyone);
            case Architecture.Mod mod -> routed(x, layer, mod.routing(), everyone);
            case Architecture.StagedMode staged -> routed(x, layer, staged.routing(), everyone);
        };
    }

    private NDArray dense(NDArray x, int layer, boolean[] everyone) {
        NDArray h = x.add(attention(x, layer, everyone));
        return h.add(feedForward(h, layer, everyone, sequence));
    }

    private NDArray routed(NDArray x, int layer, Routing routing, boolean[] everyone) {
        if (!routing.routes(layer)) {
            return dense(x, layer, everyone);
        }
        NDArray output = x.matMul(weights.array("blocks." + layer + ".router"));
        boolean[] members = new boolean[batch * sequence];
        for (int b = 0; b < batch; b++) {
            take(output.toDoubleArray(), 1, 0, b, everyone, routing.tokens(layer, sequence), members);
        }
        NDArray r = routing.activation() == Routing.RouterActivation.SIGMOID ? Activation.sigmoid(output) : output;
        NDArray attention = attention(x, layer, members);
        NDArray feedForward = feedForward(x.add(attention), layer, members, routing.tokens(layer, sequence));
        NDArray update = routing.gate() == Routing.Gate.BLOCK
                ? attention.add(feedForward).mul(r)
                : attention.add(feedForward.mul(r));
        return x.add(update.mul(mask(members)));
    }

    /** Marks the {@code count} best of one sequence among those allowed, best first, the earlier of two equals first. */
    private void take(double[] scores, int stride, int column, int b, boolean[] allowed, int count, boolean[] into) {
        IntStream.range(b * sequence, (b + 1) * sequence)
                .filter(row -> allowed[row])
                .boxed()
                .sorted(Comparator.comparingDouble((Integer row) -> -scores[row * stride + column]))
                .limit(count)
                .forEach(row -> into[row] = true);
    }

    /** Alive as long as the gradient graph needs it. */
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
        return centred.div(deviation).mul(weights.array(name + ".gain")).add(weights.array(name + ".bias"));
    }

    /** Dense attention in which only members are keys; a token that is none may look at itself, and is masked later. */
    private NDArray attention(NDArray x, int layer, boolean[] members) {
        String name = "blocks." + layer + ".attention";
        int heads = spec.architecture().shape().heads();
        int w = width / heads;
        NDArray all = norm(x, name + ".norm").matMul(weights.array(name + ".input"));
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
            NDArray scores = query.batchMatMul(key.transpose(0, 2, 1)).div(number(Math.sqrt((double) w)));
            NDArray one = scores.add(mask).softmax(-1).batchMatMul(value).reshape((long) batch * sequence, w);
            mixed = mixed == null ? one : mixed.concat(one, 1);
        }
        if (mixed == null) {
            throw new IllegalStateException("a model has heads");
        }
        return mixed.matMul(weights.array(name + ".output"));
    }

    private static NDArray columns(NDArray x, int from, int count) {
        return x.get(":, " + from + ":" + (from + count));
    }

    /** [B S, w] -> [B, S, w]: rotary positions as a matrix product with each position's rotation. */
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
        return gelu(x.matMul(weights.array(name + ".input"))).matMul(weights.array(name + ".output"));
    }

    private NDArray gelu(NDArray x) {
        NDArray inner = x.add(x.mul(x).mul(x).mul(number(0.044715))).mul(number(Math.sqrt(2 / Math.PI)));
        return x.mul(number(0.5)).mul(inner.tanh().add(number(1)));
    }

    private NDArray experts(NDArray x, int layer, Experts experts, int noOps, int capacity, boolean[] members) {
        String name = "blocks." + layer + ".experts";
        int paths = experts.count() + noOps;
        NDArray shares = x.matMul(weights.array(name + ".router")).softmax(-1);
        double[] scores = shares.toDoubleArray();
        boolean[] left = members.clone();
        for (int noOp = experts.count(); noOp < paths; noOp++) {
            boolean[] taken = new boolean[left.length];
            for (int b = 0; b < batch; b++) {
                take(scores, paths, noOp, b, left, capacity, taken);
            }
            for (int row = 0; row < left.length; row++) {
                left[row] = left[row] && !taken[row];
            }
        }
        NDArray sum = x.mul(number(0));
        for (int expert = 0; expert < experts.count(); expert++) {
            boolean[] taken = new boolean[left.length];
            for (int b = 0; b < batch; b++) {
                take(scores, paths, expert, b, left, capacity, taken);
            }
            NDArray hidden = gelu(x.matMul(weights.array(name + ".input").get(expert)));
            NDArray made = hidden.matMul(weights.array(name + ".output").get(expert));
            sum = sum.add(made.mul(columns(shares, expert, 1)).mul(mask(taken)));
        }
        return sum;
    }
}
