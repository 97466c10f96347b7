package dev.isobath.spec;

import java.util.Optional;

/**
 * Experts in place of a block's MLP.
 *
 * @param count E, the number of real experts; each is an MLP of the block's size
 * @param capacityFactor the slots of all paths divided by the assignments, which are m for each token; below 1 some
 *     assignments have no slot
 * @param scheme how tokens are assigned to experts
 * @param topM m, the number of paths that each token is assigned to; 1 unless the scheme is {@link Scheme#TOKEN_CHOICE}
 * @param shares what each chosen expert's output is multiplied by; {@link Shares#SOFTMAX} unless m is above 1
 * @param balanceWeight the factor of the balancing loss; used with {@link Scheme#TOKEN_CHOICE} only
 */
public record Experts(int count, double capacityFactor, Scheme scheme, int topM, Shares shares, double balanceWeight) {

    /** Creates experts with the scheme {@link Scheme#EXPERT_CHOICE}. */
    public Experts(int count, double capacityFactor) {
        this(count, capacityFactor, Scheme.EXPERT_CHOICE, 1, Shares.SOFTMAX, 0);
    }

    /** Returns the experts of an architecture, or empty for a family without experts. */
    public static Optional<Experts> of(Architecture architecture) {
        return switch (architecture) {
            case Architecture.Moe moe -> Optional.of(moe.experts());
            case Architecture.StagedMode staged -> Optional.of(staged.experts());
            case Architecture.IntegratedMode integrated -> Optional.of(integrated.experts());
            case Architecture.Baseline baseline -> Optional.empty();
            case Architecture.Mod mod -> Optional.empty();
        };
    }

    /**
     * Returns C, the number of slots that each expert has for {@code tokens}. It is rounded, at least 1 and at most
     * {@code tokens}.
     */
    public int capacity(int tokens) {
        return capacity(tokens, count);
    }

    int capacity(int tokens, int paths) {
        long rounded = Math.round(capacityFactor * tokens * topM / paths);
        return (int) Math.clamp(rounded, 1L, tokens);
    }

    /** How tokens are assigned to experts. */
    public enum Scheme implements Named {
        /** Each path takes its own top tokens (2202.09368). The load is balanced by construction. */
        EXPERT_CHOICE("expert-choice"),
        /**
         * Each token takes its top m paths (2101.03961 for m = 1). A full expert drops the later tokens. A no-op never drops a
         * token. Empty slots become padding slots, which are computed too.
         */
        TOKEN_CHOICE("token-choice");

        private final String text;

        Scheme(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    /** What the output of each chosen expert is multiplied by. */
    public enum Shares implements Named {
        /** The path's share of the softmax over all paths. */
        SOFTMAX("softmax"),
        /**
         * That share divided by the sum of the shares of the token's m paths, so that these shares sum to 1 (2006.16668,
         * 2401.04088). A chosen no-op counts in the sum, and so does an expert that drops the token.
         */
        RENORMALISED("renormalised");

        private final String text;

        Shares(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }
}
