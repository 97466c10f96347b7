package dev.isobath.training.routing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.isobath.training.engine.Functions;
import dev.isobath.training.engine.RowIndices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Expert choice: every path takes the C tokens of each sequence that have its largest shares (2202.09368). No-op paths choose
 * first, in their order, and leave their tokens unchanged (2404.02258, section 3.3.2, integrated). A token that no path takes
 * keeps its residual.
 */
public record ExpertChoice(int experts, int noOps) implements Assignment {

    @Override
    public Dispatch dispatch(NDManager manager, double[] shares, ValidTokens valid, int capacity) {
        int paths = experts + noOps;
        int n = valid.slots();
        int batch = valid.counts().length;
        int[] rows = new int[experts * batch * capacity];
        int[] shareIndices = new int[rows.length];
        int[] filled = new int[rows.length];
        int count = 0;
        int[] load = new int[paths];
        for (int b = 0; b < batch; b++) {
            int first = b * n;
            boolean[] excluded = new boolean[n];
            Arrays.fill(excluded, valid.counts()[b], n, true);
            int left = valid.counts()[b];
            int[] noOpOf = noOpOf(shares, valid, capacity, b);
            for (int token = 0; token < n; token++) {
                if (noOpOf[token] >= 0) {
                    excluded[token] = true;
                    left--;
                    load[noOpOf[token]]++;
                }
            }
            for (int expert = 0; expert < experts; expert++) {
                int[] chosen = choose(shares, first, n, paths, expert, excluded, Math.min(capacity, left));
                load[expert] += chosen.length;
                for (int i = 0; i < capacity; i++) {
                    int slot = (expert * batch + b) * capacity + i;
                    rows[slot] = first + (i < chosen.length ? chosen[i] : 0);
                    shareIndices[slot] = rows[slot] * paths + expert;
                    if (i < chosen.length) {
                        filled[count++] = slot;
                    }
                }
            }
        }
        return Dispatch.of(manager, rows, shareIndices, Arrays.copyOf(filled, count), load, 0);
    }

    /** Returns the no-op that takes each of the n rows of one sequence, or -1. */
    private int[] noOpOf(double[] shares, ValidTokens valid, int capacity, int sequence) {
        int n = valid.slots();
        int[] noOpOf = new int[n];
        Arrays.fill(noOpOf, -1);
        boolean[] excluded = new boolean[n];
        Arrays.fill(excluded, valid.counts()[sequence], n, true);
        int left = valid.counts()[sequence];
        for (int noOp = experts; noOp < experts + noOps; noOp++) {
            int taken = Math.min(capacity, left);
            for (int token : choose(shares, sequence * n, n, experts + noOps, noOp, excluded, taken)) {
                excluded[token] = true;
                noOpOf[token] = noOp;
            }
            left -= taken;
        }
        return noOpOf;
    }

    @Override
    public List<List<Integer>> noOps(double[] shares, ValidTokens valid, int capacity) {
        List<List<Integer>> taken = new ArrayList<>();
        for (int b = 0; b < valid.counts().length; b++) {
            for (int noOp : noOpOf(shares, valid, capacity, b)) {
                taken.add(noOp < 0 ? List.of() : List.of(noOp));
            }
        }
        return taken;
    }

    /**
     * Returns the smallest share that each path takes, averaged over the sequences of which it takes any token; NaN where there is
     * none.
     *
     * @param traces the traces of one block, one for each micro-batch
     * @param capacity the capacity C as a function of the tokens of a sequence
     */
    public double[] cutoffs(List<ExpertTrace> traces, IntUnaryOperator capacity) {
        double[] sums = new double[experts + noOps];
        int[] counts = new int[sums.length];
        for (ExpertTrace trace : traces) {
            ValidTokens valid = trace.valid();
            addCutoffs(trace.shares(), valid, capacity.applyAsInt(valid.room()), sums, counts);
        }
        double[] cutoffs = new double[sums.length];
        Arrays.setAll(cutoffs, path -> sums[path] / counts[path]);
        return cutoffs;
    }

    private void addCutoffs(double[] shares, ValidTokens valid, int capacity, double[] sums, int[] counts) {
        int paths = experts + noOps;
        int n = valid.slots();
        for (int b = 0; b < valid.counts().length; b++) {
            boolean[] excluded = new boolean[n];
            Arrays.fill(excluded, valid.counts()[b], n, true);
            int left = valid.counts()[b];
            for (int i = 0; i < paths && left > 0; i++) {
                int path = i < noOps ? experts + i : i - noOps;
                int[] chosen = choose(shares, b * n, n, paths, path, excluded, Math.min(capacity, left));
                double least = Double.POSITIVE_INFINITY;
                for (int token : chosen) {
                    least = Math.min(least, shares[(b * n + token) * paths + path]);
                    excluded[token] |= path >= experts;
                }
                left -= path >= experts ? chosen.length : 0;
                sums[path] += least;
                counts[path]++;
            }
        }
    }

    private static int[] choose(double[] shares, int first, int n, int paths, int path, boolean[] excluded, int count) {
        if (count == 0) {
            return new int[0];
        }
        double[] column = new double[n];
        Arrays.setAll(column, i -> shares[(first + i) * paths + path]);
        return TopK.choose(column, excluded, count);
    }

    /** Returns whether every slot of every expert is filled, so that the device may choose. */
    public boolean fillsEverySlot(ValidTokens valid, int capacity) {
        return valid.everywhere() && (noOps + 1) * capacity <= valid.slots();
    }

    /**
     * Dispatches as {@link #dispatch} does, but on the device, where every slot is filled.
     *
     * @param shares the share of every path for every row, [N, P]
     * @param batch the number of sequences, B
     */
    public Dispatch dispatchOnDevice(Functions engine, NDManager manager, NDArray shares, int batch, int capacity) {
        NDArray[] assigned = new RoutingFunctions(engine).assign(manager, shares, batch, experts, capacity);
        int[] load = new int[experts + noOps];
        Arrays.fill(load, batch * capacity);
        RowIndices rows = RowIndices.of(assigned[0]);
        return new Dispatch(rows, RowIndices.of(assigned[1]), rows, load, 0);
    }
}
