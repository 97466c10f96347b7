package dev.isobath.training.routing;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Token choice: every token takes the m paths with its largest shares. Of equal shares, the path with the lower number comes
 * first (2101.03961 for m = 1). An expert that is full drops the tokens that come later in the text. A no-op is never full.
 *
 * @param topM the number of paths that a token takes, m
 * @param bias what is added to each path's share for the choice alone, of {@link ExpertBias}; empty where nothing is
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TokenChoice(int experts, int noOps, int topM, double[] bias) implements Assignment {

    /** Makes a choice by the shares alone. */
    public TokenChoice(int experts, int noOps, int topM) {
        this(experts, noOps, topM, new double[0]);
    }

    @Override
    public Dispatch dispatch(NDManager manager, double[] shares, ValidTokens valid, int capacity) {
        int paths = experts + noOps;
        int n = valid.slots();
        int batch = valid.counts().length;
        int[] rows = new int[experts * batch * capacity];
        int[] shareIndices = new int[rows.length];
        boolean[] taken = new boolean[rows.length];
        int[] load = new int[paths];
        int dropped = 0;
        for (int b = 0; b < batch; b++) {
            int[] next = new int[paths];
            for (int token = 0; token < valid.counts()[b]; token++) {
                int row = b * n + token;
                for (int path : largest(shares, row * paths, paths)) {
                    if (path < experts && next[path] == capacity) {
                        dropped++;
                        continue;
                    }
                    load[path]++;
                    if (path < experts) {
                        int slot = (path * batch + b) * capacity + next[path]++;
                        rows[slot] = row;
                        shareIndices[slot] = row * paths + path;
                        taken[slot] = true;
                    }
                }
            }
            for (int expert = 0; expert < experts; expert++) {
                for (int i = next[expert]; i < capacity; i++) {
                    int slot = (expert * batch + b) * capacity + i;
                    rows[slot] = b * n;
                    shareIndices[slot] = b * n * paths + expert;
                }
            }
        }
        int[] filled =
                IntStream.range(0, rows.length).filter(slot -> taken[slot]).toArray();
        return Dispatch.of(manager, rows, shareIndices, filled, load, dropped);
    }

    @Override
    public List<List<Integer>> noOps(double[] shares, ValidTokens valid, int capacity) {
        int paths = experts + noOps;
        List<List<Integer>> taken = new ArrayList<>();
        for (int row = 0; row < valid.counts().length * valid.slots(); row++) {
            int[] best = valid.isToken(row / valid.slots(), row % valid.slots())
                    ? largest(shares, row * paths, paths)
                    : new int[0];
            taken.add(Arrays.stream(best)
                    .filter(path -> path >= experts)
                    .sorted()
                    .boxed()
                    .toList());
        }
        return taken;
    }

    /**
     * Returns the largest number of tokens of one sequence that choose the same expert, at least 1. With that many slots no token
     * is dropped.
     */
    public int mostWanted(double[] shares, ValidTokens valid) {
        int paths = experts + noOps;
        int most = 1;
        for (int b = 0; b < valid.counts().length; b++) {
            int[] wanted = new int[paths];
            for (int token = 0; token < valid.counts()[b]; token++) {
                for (int path : largest(shares, (b * valid.slots() + token) * paths, paths)) {
                    if (path < experts) {
                        most = Math.max(most, ++wanted[path]);
                    }
                }
            }
        }
        return most;
    }

    private double score(double[] shares, int at, int path) {
        return bias.length == 0 ? shares[at + path] : shares[at + path] + bias[path];
    }

    /** Returns the m paths with the largest of the {@code paths} shares that begin at index {@code at}, the largest first. */
    private int[] largest(double[] shares, int at, int paths) {
        int[] best = new int[topM];
        boolean[] used = new boolean[paths];
        for (int i = 0; i < topM; i++) {
            int choice = -1;
            for (int path = 0; path < paths; path++) {
                if (!used[path] && (choice < 0 || score(shares, at, path) > score(shares, at, choice))) {
                    choice = path;
                }
            }
            used[choice] = true;
            best[i] = choice;
        }
        return best;
    }

    /**
     * Returns the paths that each row takes, as indices of their shares: m for each row, the largest share first. A full expert
     * that drops a token is among its paths all the same.
     */
    public int[] chosen(double[] shares) {
        int paths = experts + noOps;
        int[] chosen = new int[shares.length / paths * topM];
        for (int row = 0; row < shares.length / paths; row++) {
            int[] best = largest(shares, row * paths, paths);
            for (int i = 0; i < topM; i++) {
                chosen[row * topM + i] = row * paths + best[i];
            }
        }
        return chosen;
    }

    /**
     * Returns the gradient of {@link #balance} by each share. It is the same for every token of a path. The fractions have no
     * gradient.
     *
     * @param wanted the number of choices of each path before any was dropped
     */
    public static double[] balanceGradient(int[] wanted, ValidTokens valid, double factor) {
        int paths = wanted.length;
        int tokens = Arrays.stream(valid.counts()).sum();
        int choices = Math.max(1, Arrays.stream(wanted).sum());
        double[] gradient = new double[valid.counts().length * valid.slots() * paths];
        for (int row = 0; row < gradient.length / paths; row++) {
            if (valid.isToken(row / valid.slots(), row % valid.slots())) {
                for (int path = 0; path < paths; path++) {
                    gradient[row * paths + path] = factor * paths * wanted[path] / choices / Math.max(1, tokens);
                }
            }
        }
        return gradient;
    }

    /**
     * Returns the balancing loss: the number of paths times the sum over the paths of f P (2101.03961, equation 4). It is 1 where
     * all paths are chosen equally often.
     */
    public static double balance(int[] wanted, double[] shares, ValidTokens valid) {
        double[] slope = balanceGradient(wanted, valid, 1);
        double loss = 0;
        for (int i = 0; i < slope.length; i++) {
            loss += slope[i] * shares[i];
        }
        return loss;
    }

    /** Returns the number of choices of each path before any was dropped. */
    public int[] wanted(double[] shares, ValidTokens valid) {
        int paths = experts + noOps;
        int[] wanted = new int[paths];
        for (int row = 0; row < shares.length / paths; row++) {
            if (valid.isToken(row / valid.slots(), row % valid.slots())) {
                for (int path : largest(shares, row * paths, paths)) {
                    wanted[path]++;
                }
            }
        }
        return wanted;
    }
}
