package dev.isobath.training.routing;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The causal form of expert choice: a path takes each token whose share is above the path's threshold (2603.11535). As in training,
 * no-op paths choose first, in their order, and a token that a no-op takes is given to no expert. No expert is ever full.
 *
 * @param thresholds what a share has to be above, for each path
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ThresholdChoice(int experts, int noOps, double[] thresholds) implements Assignment {

    @Override
    public Dispatch dispatch(NDManager manager, double[] shares, ValidTokens valid, int capacity) {
        int n = valid.slots();
        int batch = valid.counts().length;
        int paths = experts + noOps;
        int[] rows = new int[experts * batch * capacity];
        int[] shareIndices = new int[rows.length];
        int[] load = new int[paths];
        int[][] next = new int[batch][experts];
        for (int b = 0; b < batch; b++) {
            for (int token = 0; token < valid.counts()[b]; token++) {
                int row = b * n + token;
                int noOp = noOpOf(shares, row);
                if (noOp >= 0) {
                    load[noOp]++;
                    continue;
                }
                for (int expert = 0; expert < experts; expert++) {
                    if (takes(shares, row, expert)) {
                        load[expert]++;
                        int slot = (expert * batch + b) * capacity + next[b][expert]++;
                        rows[slot] = row;
                        shareIndices[slot] = row * paths + expert;
                    }
                }
            }
        }
        int[] filled = new int[rows.length];
        int count = 0;
        for (int expert = 0; expert < experts; expert++) {
            for (int b = 0; b < batch; b++) {
                for (int i = 0; i < capacity; i++) {
                    int slot = (expert * batch + b) * capacity + i;
                    if (i < next[b][expert]) {
                        filled[count++] = slot;
                    } else {
                        rows[slot] = b * n;
                        shareIndices[slot] = b * n * paths + expert;
                    }
                }
            }
        }
        return Dispatch.of(manager, rows, shareIndices, Arrays.copyOf(filled, count), load, 0);
    }

    @Override
    public List<List<Integer>> noOps(double[] shares, ValidTokens valid, int capacity) {
        List<List<Integer>> taken = new ArrayList<>();
        for (int row = 0; row < valid.counts().length * valid.slots(); row++) {
            int noOp = valid.isToken(row / valid.slots(), row % valid.slots()) ? noOpOf(shares, row) : -1;
            taken.add(noOp < 0 ? List.of() : List.of(noOp));
        }
        return taken;
    }

    /** Returns the largest number of tokens of one sequence that one expert takes, at least 1. */
    public int mostTaken(double[] shares, ValidTokens valid) {
        int most = 1;
        for (int b = 0; b < valid.counts().length; b++) {
            int[] taken = new int[experts];
            for (int token = 0; token < valid.counts()[b]; token++) {
                int row = b * valid.slots() + token;
                for (int expert = 0; expert < experts && noOpOf(shares, row) < 0; expert++) {
                    if (takes(shares, row, expert)) {
                        most = Math.max(most, ++taken[expert]);
                    }
                }
            }
        }
        return most;
    }

    /** Returns the no-op that takes a row, or -1. */
    private int noOpOf(double[] shares, int row) {
        for (int path = experts; path < experts + noOps; path++) {
            if (takes(shares, row, path)) {
                return path;
            }
        }
        return -1;
    }

    private boolean takes(double[] shares, int row, int path) {
        return shares[row * (experts + noOps) + path] > thresholds[path];
    }
}
