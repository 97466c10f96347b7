package dev.isobath.training;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;

/**
 * Every path takes the C tokens of each sequence that favour it most (2202.09368). No-op paths take theirs first and in order,
 * and leave them as they are (2404.02258, section 3.3.2, integrated). A token nobody takes keeps its residual.
 */
record ExpertChoice(int experts, int noOps) implements Assigning {

    @Override
    public Places assign(NDManager manager, double[] shares, Present present, int c) {
        int paths = experts + noOps;
        int n = present.places();
        int batch = present.counts().length;
        int[] rows = new int[experts * batch * c];
        int[] places = new int[rows.length];
        int[] filled = new int[rows.length];
        int count = 0;
        int[] load = new int[paths];
        for (int b = 0; b < batch; b++) {
            int first = b * n;
            boolean[] excluded = new boolean[n];
            Arrays.fill(excluded, present.counts()[b], n, true);
            int left = present.counts()[b];
            for (int noOp = experts; noOp < paths; noOp++) {
                int taken = Math.min(c, left);
                for (int token : choose(shares, first, n, paths, noOp, excluded, taken)) {
                    excluded[token] = true;
                }
                left -= taken;
                load[noOp] += taken;
            }
            for (int expert = 0; expert < experts; expert++) {
                int[] chosen = choose(shares, first, n, paths, expert, excluded, Math.min(c, left));
                load[expert] += chosen.length;
                for (int i = 0; i < c; i++) {
                    int place = (expert * batch + b) * c + i;
                    rows[place] = first + (i < chosen.length ? chosen[i] : 0);
                    places[place] = rows[place] * paths + expert;
                    if (i < chosen.length) {
                        filled[count++] = place;
                    }
                }
            }
        }
        return Places.of(manager, rows, places, Arrays.copyOf(filled, count), load, 0);
    }

    private static int[] choose(double[] shares, int first, int n, int paths, int path, boolean[] excluded, int count) {
        if (count == 0) {
            return new int[0];
        }
        double[] column = new double[n];
        Arrays.setAll(column, i -> shares[(first + i) * paths + path]);
        return TopTokens.choose(column, excluded, count);
    }
}
