package dev.isobath.spec;

import java.util.Optional;

/**
 * Experts in place of a block's MLP.
 *
 * @param count E, number of real experts, each an MLP of the block's size
 * @param capacityFactor what the slots of all paths together hold, over the tokens given out; below 1 some tokens find none
 * @param scheme who chooses
 * @param topM m, the paths each token is given to; 1 unless the scheme is {@link Scheme#TOKEN_CHOICE}
 * @param balanceWeight factor of the balancing loss; used with {@link Scheme#TOKEN_CHOICE} only
 */
public record Experts(int count, double capacityFactor, Scheme scheme, int topM, double balanceWeight) {

    /** Expert-choice experts. */
    public Experts(int count, double capacityFactor) {
        this(count, capacityFactor, Scheme.EXPERT_CHOICE, 1, 0);
    }

    /** The experts of those families that have some. */
    public static Optional<Experts> of(Architecture architecture) {
        return switch (architecture) {
            case Architecture.Moe moe -> Optional.of(moe.experts());
            case Architecture.StagedMode staged -> Optional.of(staged.experts());
            case Architecture.IntegratedMode integrated -> Optional.of(integrated.experts());
            case Architecture.Baseline baseline -> Optional.empty();
            case Architecture.Mod mod -> Optional.empty();
        };
    }

    /** C, the slots each expert has for {@code tokens}: rounded, at least 1, at most all. */
    public int capacity(int tokens) {
        return capacity(tokens, count);
    }

    int capacity(int tokens, int paths) {
        long rounded = Math.round(capacityFactor * tokens * topM / paths);
        return (int) Math.clamp(rounded, 1L, tokens);
    }

    /** Who decides which tokens an expert sees. */
    public enum Scheme implements Named {
        /** Each path takes its own top tokens, so load is balanced by construction (2202.09368). */
        EXPERT_CHOICE("expert-choice"),
        /**
         * Each token takes its top m paths (2101.03961 for m = 1). A full path drops the later tokens, a no-op never drops, and
         * slots nobody filled are computed all the same.
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
}
