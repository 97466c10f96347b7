package dev.isobath.training.routing;

import dev.isobath.spec.Experts;
import java.util.function.IntUnaryOperator;

/**
 * How the experts of a block get their tokens when later tokens are not known. Experts that are chosen by tokens are chosen as in
 * training, up to the same capacity. Experts that choose would need the whole sequence: there every token takes the paths with its
 * largest shares, as many as an average token was taken by in training, and no expert is ever full.
 *
 * @param paths m, paths that a token takes
 * @param most tokens of a sequence that an expert takes; later ones are dropped
 */
public record CausalExpertRouting(int paths, int most) {

    /**
     * For one block.
     *
     * @param capacity of an expert, from the tokens of a sequence that the block gets
     * @param tokens the block gets of each sequence in training
     */
    public static CausalExpertRouting of(Experts experts, IntUnaryOperator capacity, int tokens) {
        return switch (experts.scheme()) {
            case EXPERT_CHOICE -> new CausalExpertRouting(average(experts), Integer.MAX_VALUE);
            case TOKEN_CHOICE -> new CausalExpertRouting(experts.topM(), capacity.applyAsInt(tokens));
        };
    }

    private static int average(Experts experts) {
        return Math.clamp(Math.round(experts.capacityFactor()), 1, experts.count());
    }
}
