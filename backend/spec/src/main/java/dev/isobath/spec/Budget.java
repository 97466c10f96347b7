package dev.isobath.spec;

import dev.isobath.spec.flops.RunFlops;

/** How long to train. The same FLOPs for every architecture is what makes a comparison fair. */
public sealed interface Budget {

    /**
     * Whole optimiser steps the budget pays for.
     *
     * @param tokensPerStep batch x sequence length
     * @param flops of the steps, forward and backward over the batch
     */
    long steps(long tokensPerStep, RunFlops flops);

    /** A number of optimiser steps. */
    record Steps(long count) implements Budget {
        @Override
        public long steps(long tokensPerStep, RunFlops flops) {
            return count;
        }
    }

    /** A number of training tokens. */
    record Tokens(long count) implements Budget {
        @Override
        public long steps(long tokensPerStep, RunFlops flops) {
            return count / tokensPerStep;
        }
    }

    /** Training FLOPs by the closed form, for example 6e18. */
    record Flops(double count) implements Budget {
        @Override
        public long steps(long tokensPerStep, RunFlops flops) {
            return flops.affordable(count);
        }
    }
}
