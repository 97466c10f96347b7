package dev.isobath.spec;

/**
 * How tokens are routed through or around a block.
 *
 * @param capacity k/S, the share of each sequence's tokens a routed block processes, above 0 and at most 1
 * @param routeEvery every how many blocks one is routed: 1 all, 2 every other one
 * @param routeOffset index of the first routed block, counted from 0, below {@code routeEvery}
 * @param gate what the router weight multiplies
 * @param activation what turns the router's output into the weight
 * @param causal how tokens are routed when later tokens are not known yet
 * @param predictorWidth p, hidden width of the predictor; used with {@link CausalMethod#PREDICTOR} only
 * @param auxiliaryWeight factor of the auxiliary loss; used with {@link CausalMethod#AUXILIARY} only
 */
public record Routing(
        double capacity,
        int routeEvery,
        int routeOffset,
        Gate gate,
        RouterActivation activation,
        CausalMethod causal,
        int predictorWidth,
        double auxiliaryWeight) {

    /** Whether block {@code layer}, counted from 0, is routed. */
    public boolean routes(int layer) {
        return layer % routeEvery == routeOffset;
    }

    /** k, the number of tokens a routed block processes out of {@code sequenceLength}: rounded, at least 1. */
    public int tokens(int sequenceLength) {
        return Math.max(1, (int) Math.round(capacity * sequenceLength));
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
