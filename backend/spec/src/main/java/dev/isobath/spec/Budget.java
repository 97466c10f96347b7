package dev.isobath.spec;

/** How long to train. The same {@link Flops} for every architecture is what makes a comparison fair. */
public sealed interface Budget {

    /**
     * Whole optimiser steps the budget pays for.
     *
     * @param tokensPerStep batch x sequence length
     * @param flopsPerStep forward and backward over the batch
     */
    long steps(long tokensPerStep, long flopsPerStep);

    /** A number of optimiser steps. */
    record Steps(long count) implements Budget {
        @Override
        public long steps(long tokensPerStep, long flopsPerStep) {
            return count;
        }
    }

    /** A number of training tokens. */
    record Tokens(long count) implements Budget {
        @Override
        public long steps(long tokensPerStep, long flopsPerStep) {
            return count / tokensPerStep;
        }
    }

    /** Training FLOPs by the closed form, for example 6e18. */
    record Flops(double count) implements Budget {
        @Override
        public long steps(long tokensPerStep, long flopsPerStep) {
            return (long) Math.floor(count / flopsPerStep);
        }
    }
}
