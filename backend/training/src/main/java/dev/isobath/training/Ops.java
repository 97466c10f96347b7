package dev.isobath.training;

import ai.djl.ndarray.NDArray;

/**
 * The operations a model is made of, so that a faster way of computing one can take its place. Every result belongs to the
 * manager of the first argument, which is the step's and never the weights'; only {@link #take} follows its rows.
 *
 * <p>Letters: B sequences, n tokens of each, N = B n rows, d width, h heads, w = d / h, V vocabulary, E experts.
 */
interface Ops {

    /** Matrix product [N, a] x [a, b] -> [N, b]. */
    NDArray product(NDArray x, NDArray matrix);

    /** The same for a router or a predictor, whose result is compared: never rounded more than the weights are. */
    NDArray choosingProduct(NDArray x, NDArray matrix);

    /** One product an expert: [E, n, a] x [E, a, b] -> [E, n, b]. */
    NDArray products(NDArray x, NDArray matrices);

    /** Layer norm over the last axis with gain and bias, epsilon 1e-5: [N, d] -> [N, d]. */
    NDArray norm(NDArray x, NDArray gain, NDArray bias);

    /** GELU in its tanh form (1606.08415): 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))). */
    NDArray gelu(NDArray x);

    /**
     * Causal attention with rotary positions over sequences of n tokens: [B n, 3 d] -> [B n, d]. A row holds query, key and
     * value, each as h heads of w.
     */
    NDArray attention(NDArray queriesKeysValues, int heads, Positions positions);

    /** Mean cross-entropy in nats: logits [N, V], targets int64 [N] -> scalar. */
    NDArray crossEntropy(NDArray logits, NDArray targets);

    /** The rows of x at {@code rows}: [N, d] -> [rows, d]. */
    NDArray take(NDArray x, Rows rows);

    /** x with {@code values} in place of the rows at {@code rows}, which are distinct; all other rows keep their bits. */
    NDArray replace(NDArray x, Rows rows, NDArray values);

    /** x with {@code values} added to the rows at {@code rows}, which may repeat. */
    NDArray add(NDArray x, Rows rows, NDArray values);
}
