package dev.isobath.spec;

import java.util.Optional;

/**
 * How tokens are routed through or around a block.
 *
 * @param layers which blocks are routed, and how many tokens each of them processes
 * @param scheme how the tokens that go through a block are chosen
 * @param schedule how the capacity changes early in training; empty when it does not change
 * @param gate what the router weight multiplies
 * @param activation the function that turns the router's output, or the number drawn in its place, into the router weight
 * @param causal how tokens are routed when later tokens are not known yet; used with {@link Scheme#EXPERT_CHOICE} only, because
 *     the other schemes never look at later tokens
 * @param predictorWidth p, the hidden width of the predictor; used with {@link CausalMethod#PREDICTOR} only
 * @param auxiliaryWeight the factor of the auxiliary loss; used with {@link CausalMethod#AUXILIARY} only
 * @param balanceWeight the factor of the balancing loss; used with {@link Scheme#TOKEN_CHOICE} only
 */
public record Routing(
        RoutedLayers layers,
        Scheme scheme,
        Optional<CapacitySchedule> schedule,
        Gate gate,
        RouterActivation activation,
        CausalMethod causal,
        int predictorWidth,
        double auxiliaryWeight,
        double balanceWeight) {

    /** Returns the routing around blocks of an architecture, or empty for a family without it. */
    public static Optional<Routing> of(Architecture architecture) {
        return switch (architecture) {
            case Architecture.Mod mod -> Optional.of(mod.routing());
            case Architecture.StagedMode staged -> Optional.of(staged.routing());
            case Architecture.Baseline baseline -> Optional.empty();
            case Architecture.Moe moe -> Optional.empty();
            case Architecture.IntegratedMode integrated -> Optional.empty();
        };
    }

    /** Returns whether block {@code layer}, counted from 0, is routed. */
    public boolean routes(int layer) {
        return layers.capacity(layer).isPresent();
    }

    /** Returns the capacity of block {@code layer} at the end of the schedule, or empty when the block is not routed. */
    public Optional<Capacity> capacity(int layer) {
        return layers.capacity(layer);
    }

    /** Returns whether each routed block has a router, which is a linear map from d to 1. */
    public boolean hasRouter() {
        return scheme != Scheme.STOCHASTIC;
    }

    /**
     * Returns k, the number of tokens out of {@code sequenceLength} that block {@code layer} processes at the end of the
     * schedule. A block that is not routed processes all of them.
     */
    public int tokens(int layer, int sequenceLength) {
        return capacity(layer).map(capacity -> capacity.tokens(sequenceLength)).orElse(sequenceLength);
    }

    /**
     * Returns k in one step of training.
     *
     * @param step the number of the step, counted from 1 as in the reports
     */
    public int tokens(int layer, int sequenceLength, long step) {
        int ends = tokens(layer, sequenceLength);
        return schedule.filter(scheduled -> routes(layer))
                .map(scheduled -> scheduled.tokens(ends, sequenceLength, step))
                .orElse(ends);
    }

    /** How the tokens that go through a block are chosen. */
    public enum Scheme implements Named {
        /** The block takes the k tokens with the largest router outputs (2404.02258, equation 1). */
        EXPERT_CHOICE("expert-choice"),
        /**
         * Each token goes through the block when its router output is above 0, and around the block otherwise. When more than k
         * tokens of a sequence choose the block, the later ones are dropped. When fewer choose it, the padding slots are
         * computed too.
         */
        TOKEN_CHOICE("token-choice"),
        /**
         * A token goes through the block when its router output is above a threshold: an exponential average, over the steps of
         * training, of the k-th largest output of a batch (2603.11535). The same rule holds in sampling. The capacity is what the
         * average step takes.
         */
        THRESHOLD("threshold"),
        /** The control experiment. The block takes the k largest of S numbers drawn from N(0, 1), independently of the tokens. */
        STOCHASTIC("stochastic");

        private final String text;

        Scheme(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    /** What the router weight r multiplies. {@code x} is the residual. */
    public enum Gate implements Named {
        /** {@code x + r (attention + mlp)}: equation 1 of 2404.02258. */
        BLOCK("block"),
        /** {@code x + attention + r mlp}: figure 1 of 2404.02258. */
        MLP("mlp");

        private final String text;

        Gate(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    /** The function that turns a router output into a router weight. */
    public enum RouterActivation implements Named {
        LINEAR("linear"),
        SIGMOID("sigmoid");

        private final String text;

        RouterActivation(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    /** What is trained so that tokens can be routed one at a time, without later tokens. */
    public enum CausalMethod implements Named {
        /** Nothing is trained for it. The model can be compared but not sampled. */
        NONE("none"),
        /** A binary cross-entropy on the router outputs themselves. Its gradient reaches the model. */
        AUXILIARY("auxiliary"),
        /** A small MLP beside the router, behind a stop-gradient. Its training does not affect the model. */
        PREDICTOR("predictor");

        private final String text;

        CausalMethod(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }
}
