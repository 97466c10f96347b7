package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;

/** Every operation in plain array arithmetic, in the number format of its arguments: the reference for any faster way. */
final class ArrayOps implements Ops {

    private static final double NORM_EPSILON = 1e-5;

    @Override
    public NDArray product(NDArray x, NDArray matrix) {
        return x.matMul(matrix);
    }

    @Override
    public NDArray choosingProduct(NDArray x, NDArray matrix) {
        return x.matMul(matrix);
    }

    @Override
    public NDArray products(NDArray x, NDArray matrices) {
        return x.batchMatMul(matrices);
    }

    @Override
    public NDArray norm(NDArray x, NDArray gain, NDArray bias) {
        Shape width = gain.getShape();
        return JniUtils.layerNorm((PtNDArray) x, width, (PtNDArray) gain, (PtNDArray) bias, NORM_EPSILON);
    }

    @Override
    public NDArray gelu(NDArray x) {
        NDArray cubed = x.mul(x).mul(x).mul(Values.constant(x, 0.044715));
        NDArray inner = x.add(cubed).mul(Values.constant(x, Math.sqrt(2 / Math.PI)));
        return inner.tanh().add(Values.constant(x, 1)).mul(x).mul(Values.constant(x, 0.5));
    }

    @Override
    public NDArray attention(NDArray queriesKeysValues, int heads, Positions positions) {
        long rows = queriesKeysValues.getShape().get(0);
        long width = queriesKeysValues.getShape().get(1) / 3;
        long n = positions.tokens();
        long batch = rows / n;
        long headWidth = width / heads;
        NDArray split =
                queriesKeysValues.reshape(batch, n, 3, heads, headWidth).transpose(2, 0, 3, 1, 4); // [3, B, h, n, w]
        NDList parts = split.split(new long[] {2}, 0);
        NDArray rotated = rotate(parts.get(0), positions); // [2, B, h, n, w]
        NDArray queries = rotated.get(0).reshape(batch * heads, n, headWidth);
        NDArray keys = rotated.get(1).reshape(batch * heads, n, headWidth);
        NDArray values = parts.get(1).reshape(batch * heads, n, headWidth);
        NDArray scale = Values.constant(queries, 1 / Math.sqrt((double) headWidth));
        NDArray scores = queries.mul(scale).batchMatMul(keys.transpose(0, 2, 1)); // [B h, n, n]
        NDArray weights = scores.add(positions.mask()).softmax(-1);
        return weights.batchMatMul(values)
                .reshape(batch, heads, n, headWidth)
                .transpose(0, 2, 1, 3)
                .reshape(rows, width);
    }

    /** Turns the pair (x_i, x_{i + w/2}) of every head by the token's angle i (2104.09864, in halves instead of neighbours). */
    private static NDArray rotate(NDArray x, Positions positions) {
        NDList halves = x.split(2, 4);
        NDArray turned = halves.get(1).neg().concat(halves.get(0), 4);
        return x.mul(positions.cosines()).add(turned.mul(positions.sines()));
    }

    @Override
    public NDArray crossEntropy(NDArray logits, NDArray targets) {
        NDArray logProbabilities = logits.logSoftmax(-1); // [N, V]
        return logProbabilities.gather(targets.expandDims(1), 1).mean().neg();
    }

    @Override
    public NDArray take(NDArray x, Rows rows) {
        // A row gather by another name: its gradient adds rows up in a fixed order.
        return JniUtils.embedding((PtNDArray) rows.array(), (PtNDArray) x, false);
    }

    @Override
    public NDArray replace(NDArray x, Rows rows, NDArray values) {
        NDArray index = rows.array().expandDims(1).broadcast(values.getShape());
        return x.scatter(index, values, 0);
    }

    @Override
    public NDArray add(NDArray x, Rows rows, NDArray values) {
        // The engine's arrays have no differentiable scatter-add. So every row of x fetches what belongs to it: the
        // values
        // listed for it, and for the rest of the longest list a row of zeros.
        int n = (int) x.getShape().get(0);
        long width = x.getShape().get(1);
        int[] used = new int[n];
        int longest = 0;
        for (int row : rows.index()) {
            longest = Math.max(longest, ++used[row]);
        }
        long[] sources = new long[n * longest];
        Arrays.fill(sources, rows.count());
        Arrays.fill(used, 0);
        for (int i = 0; i < rows.count(); i++) {
            int row = rows.index()[i];
            sources[row * longest + used[row]++] = i;
        }
        NDArray padded = values.concat(values.getManager().zeros(new Shape(1, width), values.getDataType()), 0);
        NDArray index = x.getManager().create(sources, new Shape(sources.length));
        NDArray fetched = JniUtils.embedding((PtNDArray) index, (PtNDArray) padded, false);
        return x.add(fetched.reshape(n, longest, width).sum(new int[] {1}));
    }
}
