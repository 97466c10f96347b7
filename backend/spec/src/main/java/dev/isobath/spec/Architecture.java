package dev.isobath.spec;

import java.util.Optional;

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
     * @param control how no-ops get a wanted share of the choices; used with token-choice only
     */
    record IntegratedMode(Shape shape, Experts experts, int noOps, Optional<ControlledNoOps> control)
            implements Architecture {

        /** Creates no-ops whose share is left to the router. */
        public IntegratedMode(Shape shape, Experts experts, int noOps) {
            this(shape, experts, noOps, Optional.empty());
        }

        @Override
        public Kind kind() {
            return Kind.INTEGRATED_MODE;
        }

        /**
         * Returns the number of slots that each path, real or no-op, has for a sequence of {@code tokens}. With token-choice,
         * a no-op has no limit and needs no slots. With controlled no-ops it is a limit, a multiple of what an expert gets if the
         * wanted share is met, and as many slots are computed as the largest load needs.
         */
        public int pathCapacity(int tokens) {
            return control.map(wanted -> {
                        double each = wanted.realExperts(experts.topM()) * tokens / experts.count();
                        return (int) Math.clamp(Math.round(experts.capacityFactor() * each), 1L, tokens);
                    })
                    .orElseGet(() -> experts.capacity(tokens, experts.count() + noOps));
        }

        /**
         * Returns the number of tokens that all real experts together are expected to process of a sequence of {@code tokens}: their
         * slots, or with controlled no-ops what the wanted share leaves them.
         */
        public long expertTokens(int tokens) {
            return control.map(wanted -> Math.round(wanted.realExperts(experts.topM()) * tokens))
                    .orElseGet(() -> (long) experts.count() * pathCapacity(tokens));
        }
    }
}
