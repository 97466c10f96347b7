package dev.isobath.spec;

/** The model families that can be compared. Each family has a record here, blocks in the training module, and a preset. */
public sealed interface Architecture {

    /** Returns the sizes that every family has. */
    Shape shape();

    /** Returns the family's name in specs, tables and URLs. */
    Kind kind();

    /** Dense transformer decoder. Every token passes through every block. */
    record Baseline(Shape shape) implements Architecture {
        @Override
        public Kind kind() {
            return Kind.BASELINE;
        }
    }

    /** Mixture of experts. Attention is dense, and experts take the place of the MLP in every block. */
    record Moe(Shape shape, Experts experts) implements Architecture {
        @Override
        public Kind kind() {
            return Kind.MOE;
        }
    }

    /**
     * Mixture-of-Depths (2404.02258, equation 1). A routed block processes k tokens of each sequence, and the other tokens
     * bypass it.
     */
    record Mod(Shape shape, Routing routing) implements Architecture {
        @Override
        public Kind kind() {
            return Kind.MOD;
        }
    }

    /** Staged MoDE. Tokens are first routed around or through a block, then through the experts inside it. */
    record StagedMode(Shape shape, Routing routing, Experts experts) implements Architecture {
        @Override
        public Kind kind() {
            return Kind.STAGED_MODE;
        }
    }

    /**
     * Integrated MoDE. Attention is dense, and one routing step over real experts and no-op experts follows it.
     *
     * @param noOps the number of no-op experts, at least 1. With expert-choice, a no-op takes as many tokens as a real expert.
     *     With token-choice, it takes every token that chooses it.
     */
    record IntegratedMode(Shape shape, Experts experts, int noOps) implements Architecture {
        @Override
        public Kind kind() {
            return Kind.INTEGRATED_MODE;
        }

        /**
         * Returns the number of slots that each path, real or no-op, has for a sequence of {@code tokens}. With token-choice,
         * a no-op has no limit and needs no slots.
         */
        public int pathCapacity(int tokens) {
            return experts.capacity(tokens, experts.count() + noOps);
        }
    }
}
