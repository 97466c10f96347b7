package dev.isobath.spec;

import java.util.Optional;

/**
 * How tokens are routed through or around a block.
 *
 * @param layers which blocks are routed, and how many tokens each processes
 * @param scheme who chooses
 * @param schedule how the capacity changes early in training; empty when it does not
 * @param gate what the router weight multiplies
 * @param activation what turns the router's output, or the number drawn in its place, into the weight
 * @param causal how tokens are routed when later tokens are not known yet; with {@link Scheme#EXPERT_CHOICE} only, since the
 *     other schemes never look at later tokens
 * @param predictorWidth p, hidden width of the predictor; used with {@link CausalMethod#PREDICTOR} only
 * @param auxiliaryWeight factor of the auxiliary loss; used with {@link CausalMethod#AUXILIARY} only
 * @param balanceWeight factor of the balancing loss; used with {@link Scheme#TOKEN_CHOICE} only
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

    /** The routing around blocks of those families that have one. */
    public static Optional<Routing> of(Architecture architecture) {
        return switch (architecture) {
            case Architecture.Mod mod -> Optional.of(mod.routing());
            case Architecture.StagedMode staged -> Optional.of(staged.routing());
            case Architecture.Baseline baseline -> Optional.empty();
            case Architecture.Moe moe -> Optional.empty();
            case Architecture.IntegratedMode integrated -> Optional.empty();
        };
    }

    /** Whether block {@code layer}, counted from 0, is routed. */
    public boolean routes(int layer) {
        return layers.capacity(layer).isPresent();
    }

    /** The capacity of block {@code layer} at the end of the schedule; empty when the block is not routed. */
    public Optional<Capacity> capacity(int layer) {
        return layers.capacity(layer);
    }

    /** Whether the scheme has a router, one linear map from d to 1, in each routed block. */
    public boolean hasRouter() {
        return scheme != Scheme.STOCHASTIC;
    }

    /** k, the tokens block {@code layer} processes out of {@code sequenceLength} at the end of the schedule; all, not routed. */
    public int tokens(int layer, int sequenceLength) {
        return capacity(layer).map(capacity -> capacity.tokens(sequenceLength)).orElse(sequenceLength);
    }

    /**
     * k in one step of training.
     *
     * @param step counted from 1, as in the reports
     */
    public int tokens(int layer, int sequenceLength, long step) {
        int ends = tokens(layer, sequenceLength);
        return schedule.filter(scheduled -> routes(layer))
                .map(scheduled -> scheduled.tokens(ends, sequenceLength, step))
                .orElse(ends);
    }

    /** Who decides which tokens go through a block. */
    public enum Scheme implements Named {
        /** The block takes the k tokens with the largest router outputs (2404.02258, equation 1). */
        EXPERT_CHOICE("expert-choice"),
        /**
         * Each token goes where its router output points: through the block when it is above 0. When more than k of a sequence
         * come, the later ones are dropped; when fewer come, the empty slots are computed all the same.
         */
        TOKEN_CHOICE("token-choice"),
        /** The control: the block takes the k largest of S numbers drawn from N(0, 1), whatever the tokens are. */
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

    /** What the router weight multiplies; {@code x} is the residual. */
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

    /** From router output to router weight. */
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

    /** What is trained so that tokens can be routed one at a time. */
    public enum CausalMethod implements Named {
        /** Nothing: the model is compared, not sampled. */
        NONE("none"),
        /** Binary cross-entropy on the router outputs themselves; it pulls on the model. */
        AUXILIARY("auxiliary"),
        /** A small MLP beside the router, behind a stop-gradient; it leaves the model alone. */
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
