package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.Arrays;
import java.util.List;

/**
 * The forward functions of {@code engine.py} in plain array operations and float64, for libtorch to differentiate. Rows are
 * gathered and put back by products with matrices of zeros and ones, and every pair of query and key has a score.
 *
 * @param manager owns everything
 */
public record PlainFunctions(NDManager manager) {

    private NDArray number(double value) {
        return manager.create(value);
    }

    /** Returns [rows, n] with a one where row i takes row {@code rows[i]}. Only the rows named by {@code filled} have ones. */
    private NDArray taking(int[] rows, int[] filled, long n) {
        double[] ones = new double[Math.toIntExact(rows.length * n)];
        for (int line : filled) {
            ones[Math.toIntExact(line * n + rows[line])] = 1;
        }
        return manager.create(ones, new Shape(rows.length, n));
    }

    private static int[] all(int count) {
        int[] all = new int[count];
        Arrays.setAll(all, i -> i);
        return all;
    }

    public NDArray take(NDArray x, int[] rows) {
        return taking(rows, all(rows.length), x.getShape().get(0)).matMul(x);
    }

    public NDArray norm(NDArray x, NDArray gain, NDArray bias) {
        NDArray centred = x.sub(x.mean(new int[] {1}, true));
        NDArray variance = centred.square().mean(new int[] {1}, true);
        return centred.div(variance.add(number(1e-5)).sqrt()).mul(gain).add(bias);
    }

    public NDArray gelu(NDArray x) {
        NDArray cubed = x.mul(x).mul(x).mul(number(0.044715));
        NDArray inner = x.add(cubed).mul(number(Math.sqrt(2 / Math.PI)));
        return inner.tanh().add(number(1)).mul(x).mul(number(0.5));
    }

    private static NDArray plus(NDArray x, NDArray update, boolean residual) {
        return residual ? x.add(update) : update;
    }

    /**
     * Computes attention of given rows.
     *
     * @param positions the position of each row in its text
     * @param weights gain, bias, input, output
     */
    public NDArray attention(
            NDArray x, int[] positions, int batch, int heads, List<NDArray> weights, boolean residual) {
        long rows = x.getShape().get(0);
        long width = x.getShape().get(1);
        long n = rows / batch;
        long w = width / heads;
        NDArray parts = norm(x, weights.get(0), weights.get(1))
                .matMul(weights.get(2))
                .reshape(batch, n, 3, heads, w)
                .transpose(2, 0, 3, 1, 4); // [3, B, h, n, w]
        NDArray queries = turn(parts.get(0), positions).reshape(batch * (long) heads, n, w);
        NDArray keys = turn(parts.get(1), positions).reshape(batch * (long) heads, n, w);
        NDArray values = parts.get(2).reshape(batch * (long) heads, n, w);
        double[] barrier = new double[Math.toIntExact(n * n)];
        for (int query = 0; query < n; query++) {
            Arrays.fill(barrier, (int) (query * n + query + 1), (int) (query * n + n), Double.NEGATIVE_INFINITY);
        }
        NDArray scores = queries.batchMatMul(keys.transpose(0, 2, 1)).div(number(Math.sqrt((double) w)));
        NDArray mixed = scores.add(manager.create(barrier, new Shape(n, n)))
                .softmax(-1)
                .batchMatMul(values)
                .reshape(batch, heads, n, w)
                .transpose(0, 2, 1, 3)
                .reshape(rows, width);
        return plus(x, mixed.matMul(weights.get(3)), residual);
    }

    /** Rotates the pair (x_i, x_{i + w/2}) of every head by the row's angle i. x: [B, h, n, w]. */
    private NDArray turn(NDArray x, int[] positions) {
        long batch = x.getShape().get(0);
        long n = x.getShape().get(2);
        int w = Math.toIntExact(x.getShape().get(3));
        double[] cosines = new double[positions.length * w];
        double[] sines = new double[positions.length * w];
        for (int row = 0; row < positions.length; row++) {
            for (int i = 0; i < w; i++) {
                double angle = positions[row] / Math.pow(10_000, 2.0 * (i % (w / 2)) / w);
                cosines[row * w + i] = Math.cos(angle);
                sines[row * w + i] = Math.sin(angle);
            }
        }
        Shape shape = new Shape(batch, 1, n, w);
        NDArray low = x.get("..., 0:" + w / 2);
        NDArray high = x.get("..., " + w / 2 + ":" + w);
        return x.mul(manager.create(cosines, shape))
                .add(high.neg().concat(low, -1).mul(manager.create(sines, shape)));
    }

    /**
     * Computes the MLP with its norm.
     *
     * @param weights gain, bias, input, output
     */
    public NDArray mlp(NDArray x, List<NDArray> weights, boolean residual) {
        NDArray hidden = gelu(norm(x, weights.get(0), weights.get(1)).matMul(weights.get(2)));
        return plus(x, hidden.matMul(weights.get(3)), residual);
    }

    /**
     * Computes the softmax over the paths.
     *
     * @param weights gain, bias, router
     */
    public NDArray shares(NDArray x, List<NDArray> weights) {
        return norm(x, weights.get(0), weights.get(1)).matMul(weights.get(2)).softmax(-1);
    }

    /**
     * Computes the experts with their norm.
     *
     * @param rows the row that each slot takes, expert by expert
     * @param filled the slots that hold a token
     * @param chosen the indices of the shares that are divided by their sum, row by row; empty where shares are used as they are
     * @param weights gain, bias, router, input, output
     */
    public NDArray experts(NDArray x, int[] rows, int[] filled, int[] chosen, List<NDArray> weights, boolean residual) {
        NDArray normed = norm(x, weights.get(0), weights.get(1));
        NDArray shares = shares(x, weights);
        if (chosen.length > 0) {
            double[] mask = new double[Math.toIntExact(shares.size())];
            Arrays.stream(chosen).forEach(index -> mask[index] = 1);
            shares = shares.div(
                    shares.mul(manager.create(mask, shares.getShape())).sum(new int[] {1}, true));
        }
        long n = x.getShape().get(0);
        int experts = Math.toIntExact(weights.get(3).getShape().get(0));
        int places = rows.length / experts;
        NDArray sum = x.mul(number(0));
        for (int expert = 0; expert < experts; expert++) {
            int first = expert * places;
            int[] own = Arrays.copyOfRange(rows, first, first + places);
            int[] used = Arrays.stream(filled)
                    .filter(place -> place >= first && place < first + places)
                    .map(place -> place - first)
                    .toArray();
            NDArray made = gelu(normed.matMul(weights.get(3).get(expert)))
                    .matMul(weights.get(4).get(expert))
                    .mul(shares.get(":, " + expert + ":" + (expert + 1)));
            NDArray taking = taking(own, used, n);
            sum = sum.add(taking.transpose().matMul(taking.matMul(made)));
        }
        return plus(x, sum, residual);
    }

    public NDArray weigh(NDArray outputs, int[] rows, boolean sigmoid) {
        NDArray taken = take(outputs, rows);
        return sigmoid ? Activation.sigmoid(taken) : taken;
    }

    public NDArray put(
            NDArray x,
            NDArray chosen,
            NDArray attention,
            NDArray feedForward,
            NDArray r,
            int[] rows,
            int[] filled,
            boolean whole) {
        NDArray updated = whole
                ? chosen.add(attention.add(feedForward).mul(r))
                : chosen.add(attention).add(feedForward.mul(r));
        return around(x, rows, filled)
                .add(taking(rows, filled, x.getShape().get(0)).transpose().matMul(updated));
    }

    /** Returns x with zeros in the rows that are taken. */
    public NDArray around(NDArray x, int[] rows, int[] filled) {
        double[] free = new double[Math.toIntExact(x.getShape().get(0))];
        Arrays.fill(free, 1);
        for (int place : filled) {
            free[rows[place]] = 0;
        }
        return x.mul(manager.create(free, new Shape(free.length, 1)));
    }

    /**
     * Computes the predictor's logits.
     *
     * @param weights hidden, its bias, output, its bias
     */
    public NDArray predict(NDArray x, List<NDArray> weights) {
        NDArray hidden = gelu(x.matMul(weights.get(0)).add(weights.get(1)));
        return hidden.matMul(weights.get(2)).add(weights.get(3));
    }

    public NDArray embed(NDArray table, int[] tokens) {
        return take(table, tokens);
    }

    /**
     * Computes the logits of the output matrix.
     *
     * @param weights gain, bias, output
     */
    public NDArray logits(NDArray x, List<NDArray> weights) {
        return norm(x, weights.get(0), weights.get(1)).matMul(weights.get(2));
    }

    public NDArray loss(NDArray x, int[] targets, List<NDArray> weights) {
        NDArray logs = logits(x, weights).logSoftmax(-1);
        NDArray wanted = taking(targets, all(targets.length), logs.getShape().get(1));
        return logs.mul(wanted).sum().div(number(-targets.length));
    }
}
