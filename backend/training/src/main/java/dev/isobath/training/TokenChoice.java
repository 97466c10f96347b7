package dev.isobath.training;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;

/**
 * Every token takes the m paths with its largest shares, of equal ones the lower number (2101.03961 for m = 1). An expert that is
 * full drops the tokens that come later in the text; a no-op is never full.
 *
 * @param topM m
 */
record TokenChoice(int experts, int noOps, int topM) implements Assigning {

    @Override
    public Places assign(NDManager manager, double[] shares, Present present, int c) {
        int paths = experts + noOps;
        int n = present.places();
        int batch = present.counts().length;
        int[] rows = new int[experts * batch * c];
        int[] places = new int[rows.length];
        boolean[] taken = new boolean[rows.length];
        int[] load = new int[paths];
        int dropped = 0;
        for (int b = 0; b < batch; b++) {
            int[] next = new int[paths];
            for (int token = 0; token < present.counts()[b]; token++) {
                int row = b * n + token;
                for (int path : largest(shares, row * paths, paths)) {
                    if (path < experts && next[path] == c) {
                        dropped++;
                        continue;
                    }
                    load[path]++;
                    if (path < experts) {
                        int place = (path * batch + b) * c + next[path]++;
                        rows[place] = row;
                        places[place] = row * paths + path;
                        taken[place] = true;
                    }
                }
            }
            for (int expert = 0; expert < experts; expert++) {
                for (int i = next[expert]; i < c; i++) {
                    int place = (expert * batch + b) * c + i;
                    rows[place] = b * n;
                    places[place] = b * n * paths + expert;
                }
            }
        }
        int[] filled = java.util.stream.IntStream.range(0, rows.length)
                .filter(place -> taken[place])
                .toArray();
        return Places.of(manager, rows, places, filled, load, dropped);
    }

    /** Tokens of one sequence that the most wanted expert is wanted by, at least 1: with so many places nobody is dropped. */
    int mostWanted(double[] shares, Present present) {
        int paths = experts + noOps;
        int most = 1;
        for (int b = 0; b < present.counts().length; b++) {
            int[] wanted = new int[paths];
            for (int token = 0; token < present.counts()[b]; token++) {
                for (int path : largest(shares, (b * present.places() + token) * paths, paths)) {
                    if (path < experts) {
                        most = Math.max(most, ++wanted[path]);
                    }
                }
            }
        }
        return most;
    }

    /** The m paths with the largest of the {@code paths} shares from {@code at} on, largest first. */
    private int[] largest(double[] shares, int at, int paths) {
        int[] best = new int[topM];
        boolean[] used = new boolean[paths];
        for (int i = 0; i < topM; i++) {
            int choice = -1;
            for (int path = 0; path < paths; path++) {
                if (!used[path] && (choice < 0 || shares[at + path] > shares[at + choice])) {
                    choice = path;
                }
            }
            used[choice] = true;
            best[i] = choice;
        }
        return best;
    }

    /**
     * The gradient of {@link #balance} by each share: the same for every token of a path. The fractions have none.
     *
     * @param wanted choices of each path before any was dropped
     */
    static double[] balanceGradient(int[] wanted, Present present, double factor) {
        int paths = wanted.length;
        int tokens = Arrays.stream(present.counts()).sum();
        int choices = Math.max(1, Arrays.stream(wanted).sum());
        double[] gradient = new double[present.counts().length * present.places() * paths];
        for (int row = 0; row < gradient.length / paths; row++) {
            if (present.isToken(row / present.places(), row % present.places())) {
                for (int path = 0; path < paths; path++) {
                    gradient[row * paths + path] = factor * paths * wanted[path] / choices / Math.max(1, tokens);
                }
            }
        }
        return gradient;
    }

    /** Paths x the sum over the paths of f P (2101.03961, equation 4): 1 where all are chosen alike. */
    static double balance(int[] wanted, double[] shares, Present present) {
        double[] slope = balanceGradient(wanted, present, 1);
        double loss = 0;
        for (int i = 0; i < slope.length; i++) {
            loss += slope[i] * shares[i];
        }
        return loss;
    }

    /** Choices of each path before any was dropped. */
    int[] wanted(double[] shares, Present present) {
        int paths = experts + noOps;
        int[] wanted = new int[paths];
        for (int row = 0; row < shares.length / paths; row++) {
            if (present.isToken(row / present.places(), row % present.places())) {
                for (int path : largest(shares, row * paths, paths)) {
                    wanted[path]++;
                }
            }
        }
        return wanted;
    }
}
