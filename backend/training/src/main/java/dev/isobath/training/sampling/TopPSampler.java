package dev.isobath.training.sampling;

import dev.isobath.training.engine.Randomness;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Draws tokens from logits with top-p sampling. The token is a function of the logits, the seed, the number of the sample and the
 * position of the token in the text.
 *
 * @param temperature the divisor of the logits; 0 takes the largest logit, of equal ones the lower token
 * @param topP the probability of the smallest set of likeliest tokens that are drawn from
 * @param randomness the random numbers of the seed
 */
record TopPSampler(double temperature, double topP, Randomness randomness) {

    /** Draws a token from the logits of all tokens, V. */
    int draw(double[] logits, int sample, int position) {
        int likeliest = likeliest(logits);
        if (temperature == 0) {
            return likeliest;
        }
        double[] weights = new double[logits.length];
        double total = 0;
        for (int token = 0; token < weights.length; token++) {
            weights[token] = Math.exp((logits[token] - logits[likeliest]) / temperature);
            total += weights[token];
        }
        double at = randomness.uniform("sample " + sample, position, 0);
        return topP < 1
                ? nucleus(weights, total, at)
                : pick(weights, IntStream.range(0, weights.length).toArray(), at * total);
    }

    private static int likeliest(double[] logits) {
        int best = 0;
        for (int token = 0; token < logits.length; token++) {
            if (Double.isNaN(logits[token])) {
                throw new IllegalArgumentException("the model's output is not a number; it has diverged");
            }
            if (logits[token] > logits[best]) {
                best = token;
            }
        }
        return best;
    }

    /**
     * Draws from the nucleus: the smallest set of likeliest tokens whose probability reaches {@code topP} (Holtzman et al. 2019,
     * 1904.09751).
     */
    private int nucleus(double[] weights, double total, double at) {
        int[] order = IntStream.range(0, weights.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer token) -> -weights[token]))
                .mapToInt(Integer::intValue)
                .toArray();
        double inside = 0;
        int count = 0;
        while (count < order.length && inside < topP * total) {
            inside += weights[order[count++]];
        }
        return pick(weights, java.util.Arrays.copyOf(order, Math.max(1, count)), at * inside);
    }

    /** Returns the token whose interval contains {@code at} when the weights are laid end to end. */
    private static int pick(double[] weights, int[] order, double at) {
        double end = 0;
        int last = order[0];
        for (int token : order) {
            if (weights[token] > 0) {
                end += weights[token];
                last = token;
                if (at < end) {
                    return token;
                }
            }
        }
        return last;
    }
}
