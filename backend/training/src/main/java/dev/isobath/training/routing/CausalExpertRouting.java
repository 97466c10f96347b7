package dev.isobath.training.routing;

import dev.isobath.spec.Experts;
import java.util.function.IntUnaryOperator;

/**
 * The routing of the experts of a block when later tokens are not known. With token choice, tokens choose their experts as
 * in training, up to the same capacity. Expert choice would need the whole sequence; there {@link ThresholdChoice} takes its
 * place. A model without thresholds, before the first step or from an older checkpoint, gives every token to the paths with its
 * largest shares: to as many as took an average token in training. No expert is ever full then.
 *
 * @param paths the number of paths that a token takes, m
 * @param most the largest number of tokens of a sequence that an expert takes; later tokens are dropped
 */
public record CausalExpertRouting(int paths, int most) {

    /**
     * Returns the causal routing of one block.
     *
     * @param capacity the capacity of an expert as a function of the number of tokens of a sequence that the block gets
     * @param tokens the number of tokens of each sequence that the block gets in training
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
