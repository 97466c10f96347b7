package dev.isobath.spec;

/** The model families that can be compared. Each is one record here, one block in the training module, one preset. */
public sealed interface Architecture {

    /** Sizes every family has. */
    Shape shape();

    /** The family's name in specs, tables and URLs. */
    Kind kind();

    /** Dense transformer decoder: every token passes through every block. */
    record Baseline(Shape shape) implements Architecture {
        @Override
        public Kind kind() {
            return Kind.BASELINE;
        }
    }

    /** Mixture of experts: dense attention, and in every block experts in place of the MLP. */
    record Moe(Shape shape, Experts experts) implements Architecture {
        @Override
        public Kind kind() {
            return Kind.MOE;
        }
    }

    /** Mixture-of-Depths: routed blocks process k tokens of each sequence, the others pass by (2404.02258, eq. 1). */
    record Mod(Shape shape, Routing routing) implements Architecture {
        @Override
        public Kind kind() {
            return Kind.MOD;
        }
    }

    /** Staged MoDE: tokens are first routed around or through a block, then through the experts inside it. */
    record StagedMode(Shape shape, Routing routing, Experts experts) implements Architecture {
        @Override
        public Kind kind() {
            return Kind.STAGED_MODE;
        }
    }

    /**
     * Integrated MoDE: dense attention, then one routing step over real experts and no-op experts.
     *
     * @param noOps number of no-op experts, at least 1; each takes as many tokens as a real one, or, when tokens
     *     choose, all that come
     */
    record IntegratedMode(Shape shape, Experts experts, int noOps) implements Architecture {
        @Override
        public Kind kind() {
            return Kind.INTEGRATED_MODE;
        }

        /** Slots each path, real or no-op, has for a sequence of {@code tokens}; a no-op that is chosen by tokens needs none. */
        public int pathCapacity(int tokens) {
            return experts.capacity(tokens, experts.count() + noOps);
        }
    }
}
