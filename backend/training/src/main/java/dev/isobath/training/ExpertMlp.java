package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Expert-choice mixture of experts in place of the MLP (2202.09368): a softmax over the paths, then every path takes the C
 * tokens of each sequence that favour it most; an expert's output is weighted by its share and added up. No-op paths, if
 * there are any, take their tokens first and in order, and leave them as they are (2404.02258, section 3.3.2, integrated).
 * A token nobody takes keeps its residual.
 *
 * <p>Letters: B sequences, n tokens of each, E experts, P paths, C capacity, d width, f feed-forward width.
 */
final class ExpertMlp implements FeedForward {

    private final int experts;
    private final int noOps;
    private final IntUnaryOperator capacity;
    private final Site routerSite;
    private final Site mlpSite;
    private final NDArray router; // [d, P]: the real experts, then the no-ops
    private final NDArray input; // [E, d, f]
    private final NDArray output; // [E, f, d]

    /** @param capacity from n to C */
    ExpertMlp(
            Weights weights,
            dev.isobath.spec.Shape shape,
            int layer,
            int experts,
            int noOps,
            IntUnaryOperator capacity) {
        this.experts = experts;
        this.noOps = noOps;
        this.capacity = capacity;
        routerSite = new Site(layer, "experts.router");
        mlpSite = new Site(layer, "experts.mlp");
        String name = "blocks." + layer + ".experts";
        long d = shape.width();
        long f = shape.feedForward();
        router = weights.normal(name + ".router", Decoder.DEVIATION, d, experts + noOps);
        input = weights.normal(name + ".input", Decoder.DEVIATION, experts, d, f);
        output = weights.normal(name + ".output", Decoder.residualDeviation(shape.layers()), experts, f, d);
    }

    @Override
    public NDArray forward(NDArray x, Pass pass) {
        long rows = x.getShape().get(0);
        long d = x.getShape().get(1);
        int n = (int) rows / pass.batch();
        NDArray shares = pass.choosingProduct(routerSite, x, router).softmax(-1); // [B n, P]
        int c = capacity.applyAsInt(n);
        Assignment assignment = assign(Values.of(shares), pass.batch(), n, c);

        Rows taken = Rows.of(pass.manager(), assignment.rows()); // E B C rows, expert by expert
        NDArray chosen = pass.take(x, taken).reshape(experts, (long) pass.batch() * c, d);
        NDArray hidden = pass.gelu(pass.products(mlpSite, chosen, input)); // [E, B C, f]
        NDArray made = pass.products(mlpSite, hidden, output).reshape(taken.count(), d);
        Rows shareRows = Rows.of(pass.manager(), assignment.shares());
        NDArray share = pass.take(shares.reshape(new Shape(rows * (experts + noOps), 1)), shareRows); // [E B C, 1]
        return pass.add(x.zerosLike(), taken, made.mul(share));
    }

    /**
     * @param rows the row of x each place of each expert takes
     * @param shares where its share stands among the B n P
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Assignment(int[] rows, int[] shares) {}

    private Assignment assign(double[] shares, int batch, int n, int c) {
        int paths = experts + noOps;
        int[] rows = new int[experts * batch * c];
        int[] places = new int[rows.length];
        for (int b = 0; b < batch; b++) {
            int first = b * n;
            boolean[] excluded = new boolean[n];
            for (int noOp = experts; noOp < paths; noOp++) {
                for (int token : TopTokens.choose(column(shares, first, n, paths, noOp), excluded, c)) {
                    excluded[token] = true;
                }
            }
            for (int expert = 0; expert < experts; expert++) {
                int[] chosen = TopTokens.choose(column(shares, first, n, paths, expert), excluded, c);
                for (int i = 0; i < c; i++) {
                    int place = (expert * batch + b) * c + i;
                    rows[place] = first + chosen[i];
                    places[place] = rows[place] * paths + expert;
                }
            }
        }
        return new Assignment(rows, places);
    }

    private static double[] column(double[] shares, int first, int n, int paths, int path) {
        double[] column = new double[n];
        Arrays.setAll(column, i -> shares[(first + i) * paths + path]);
        return column;
    }
}
