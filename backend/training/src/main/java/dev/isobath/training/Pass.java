package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/**
 * One forward pass over a batch: its sizes, the operations, counted as they are executed, and what the routers leave behind
 * for the loss.
 */
final class Pass {

    private static final int SOFTMAX_FLOPS = 3;

    private final NDManager manager;
    private final Ops ops;
    private final FlopCounter flops;
    private final Rotary rotary;
    private final int batch;
    private final List<CausalLoss> causalLosses = new ArrayList<>();

    /**
     * @param manager owns everything the pass makes
     * @param batch B, sequences
     */
    Pass(NDManager manager, Ops ops, FlopCounter flops, Rotary rotary, int batch) {
        this.manager = manager;
        this.ops = ops;
        this.flops = flops;
        this.rotary = rotary;
        this.batch = batch;
    }

    NDManager manager() {
        return manager;
    }

    /** B. */
    int batch() {
        return batch;
    }

    /** S. */
    int sequence() {
        return rotary.sequence();
    }

    Rotary rotary() {
        return rotary;
    }

    List<CausalLoss> causalLosses() {
        return causalLosses;
    }

    void add(CausalLoss loss) {
        causalLosses.add(loss);
    }

    /** [N, a] x [a, b]; backward computes the gradients of both. */
    NDArray product(Site site, NDArray x, NDArray matrix) {
        long forward = 2 * x.size() * matrix.getShape().get(1);
        flops.add(site, forward, 2 * forward);
        return ops.product(x, matrix);
    }

    /** The same where the result is compared, token with token. */
    NDArray choosingProduct(Site site, NDArray x, NDArray matrix) {
        long forward = 2 * x.size() * matrix.getShape().get(1);
        flops.add(site, forward, 2 * forward);
        return ops.choosingProduct(x, matrix);
    }

    /** [N, a] x [a, b] where x is no function of a weight, so that backward computes the matrix's gradient only. */
    NDArray choosingLeafProduct(Site site, NDArray x, NDArray matrix) {
        long forward = 2 * x.size() * matrix.getShape().get(1);
        flops.add(site, forward, forward);
        return ops.choosingProduct(x, matrix);
    }

    /** [E, n, a] x [E, a, b]. */
    NDArray products(Site site, NDArray x, NDArray matrices) {
        long forward = 2 * x.size() * matrices.getShape().get(2);
        flops.add(site, forward, 2 * forward);
        return ops.products(x, matrices);
    }

    /** Counted in full, not halved for causality: scores and mixing 2 n n d each a sequence, softmax 3 h n n. */
    NDArray attention(int layer, NDArray queriesKeysValues, int heads, Positions positions) {
        long n = positions.tokens();
        long sequences = queriesKeysValues.getShape().get(0) / n;
        long width = queriesKeysValues.getShape().get(1) / 3;
        long scores = 4 * sequences * n * n * width;
        long softmax = SOFTMAX_FLOPS * sequences * heads * n * n;
        flops.add(new Site(layer, "attention.scores"), scores, 2 * scores);
        flops.add(new Site(layer, "attention.softmax"), softmax, 2 * softmax);
        return ops.attention(queriesKeysValues, heads, positions);
    }

    /** Rows of a table by token number, [N] -> [N, d]; counted as the product with one-hot rows that it stands for. */
    NDArray lookup(Site site, NDArray table, Rows tokens) {
        long forward = 2L * tokens.count() * table.size();
        flops.add(site, forward, 2 * forward);
        return ops.take(table, tokens);
    }

    NDArray norm(NDArray x, NDArray gain, NDArray bias) {
        return ops.norm(x, gain, bias);
    }

    NDArray gelu(NDArray x) {
        return ops.gelu(x);
    }

    NDArray take(NDArray x, Rows rows) {
        return ops.take(x, rows);
    }

    NDArray replace(NDArray x, Rows rows, NDArray values) {
        return ops.replace(x, rows, values);
    }

    NDArray add(NDArray x, Rows rows, NDArray values) {
        return ops.add(x, rows, values);
    }

    NDArray crossEntropy(NDArray logits, NDArray targets) {
        return ops.crossEntropy(logits, targets);
    }
}
