package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;

/**
 * Which k tokens of each of B sequences are chosen.
 *
 * @param rows their rows among all B S, ascending, B k
 * @param positions their positions in their own sequences, B k
 * @param membership whether a token is chosen, B S
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Selection(Rows rows, Rows positions, boolean[] membership) {

    /** @param outputs router outputs, [B S, 1] */
    static Selection top(NDArray outputs, int k, Pass pass) {
        int batch = pass.batch();
        int sequence = pass.sequence();
        double[] weights = Values.of(outputs);
        int[] rows = new int[batch * k];
        int[] positions = new int[batch * k];
        boolean[] membership = new boolean[batch * sequence];
        for (int b = 0; b < batch; b++) {
            double[] own = Arrays.copyOfRange(weights, b * sequence, (b + 1) * sequence);
            int[] chosen = TopTokens.choose(own, new boolean[sequence], k);
            for (int i = 0; i < k; i++) {
                positions[b * k + i] = chosen[i];
                rows[b * k + i] = b * sequence + chosen[i];
                membership[b * sequence + chosen[i]] = true;
            }
        }
        return new Selection(Rows.of(pass.manager(), rows), Rows.of(pass.manager(), positions), membership);
    }
}
