package dev.isobath.training.engine;

/**
 * Random numbers as a function of (seed, purpose, step, index). There is no generator that advances, so there is no state to
 * save. A resumed run draws the same numbers as a run that was never stopped.
 */
public record Randomness(long seed) {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** Returns 64 uniform bits. */
    long bits(String purpose, long step, long index) {
        return mix(stream(purpose, step) + GOLDEN * (index + 1));
    }

    /** Returns a whole number in [0, bound), without the bias of a remainder. */
    public long below(long bound, String purpose, long step, long index) {
        return Math.unsignedMultiplyHigh(bits(purpose, step, index), bound);
    }

    /** Returns a uniform real number in [0, 1). */
    public double uniform(String purpose, long step, long index) {
        return uniform(stream(purpose, step), index);
    }

    /** Returns {@code count} independent draws from N(0, deviation squared), by Box and Muller's transform. */
    public double[] normal(int count, double deviation, String purpose) {
        return normal(count, deviation, purpose, 0);
    }

    /** Returns {@code count} independent draws from N(0, deviation squared) for one step of training. */
    public double[] normal(int count, double deviation, String purpose, long step) {
        return normal(0, count, deviation, purpose, step);
    }

    /** Returns the draws from index {@code first} on, {@code count} of them. */
    public double[] normal(long first, int count, double deviation, String purpose, long step) {
        long stream = stream(purpose, step);
        double[] values = new double[count];
        // Draws come in pairs, and the first one may be the second of its pair.
        for (long i = first - first % 2; i < first + count; i += 2) {
            // StrictMath gives the same digits on every machine. The first draw lies in (0, 1], so its logarithm is
            // finite.
            double radius = deviation * StrictMath.sqrt(-2 * StrictMath.log(1 - uniform(stream, i)));
            double angle = 2 * Math.PI * uniform(stream, i + 1L);
            if (i >= first) {
                values[(int) (i - first)] = radius * StrictMath.cos(angle);
            }
            if (i + 1 < first + count) {
                values[(int) (i + 1 - first)] = radius * StrictMath.sin(angle);
            }
        }
        return values;
    }

    private static double uniform(long stream, long index) {
        return (mix(stream + GOLDEN * (index + 1)) >>> 11) * 0x1p-53;
    }

    private long stream(String purpose, long step) {
        long state = mix(seed + GOLDEN);
        for (int i = 0; i < purpose.length(); i++) {
            state = mix(state ^ purpose.charAt(i));
        }
        return mix(state + GOLDEN * (step + 1));
    }

    /** Computes the finaliser of SplitMix64. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
