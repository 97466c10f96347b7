package dev.isobath.spec;

import dev.isobath.spec.flops.RunFlops;

/** How long to train. A comparison of architectures is fair when all of them have the same FLOPs. */
public sealed interface Budget {

    /**
     * Returns the number of whole optimiser steps that the budget pays for.
     *
     * @param tokensPerStep batch x sequence length
     * @param flops the FLOPs of each step, forward and backward over the batch
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

    /** A number of training FLOPs by the closed form, for example 6e18. */
    record Flops(double count) implements Budget {
        @Override
        public long steps(long tokensPerStep, RunFlops flops) {
            return flops.affordable(count);
        }
    }
}
