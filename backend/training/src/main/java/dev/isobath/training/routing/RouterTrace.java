package dev.isobath.training.routing;

import java.util.Optional;

/**
 * The trace of the router of one block in one pass.
 *
 * @param layer the number of the block, counted from 0
 * @param outputs the router outputs, or the draws of a stochastic router, B S
 * @param selection the tokens that went through the block
 * @param membershipLoss the loss that taught the router to choose causally; empty if there is none
 * @param balance the balancing loss of a token-choice router; NaN for any other router
 * @param threshold what the outputs had to be above with {@code scheme: threshold}; NaN for any other router
 * @param causalLogits the logits of the causal choice, B S: the outputs of the predictor, or those of the router where the auxiliary
 *     loss teaches it; empty for any other router
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RouterTrace(
        int layer,
        double[] outputs,
        Selection selection,
        Optional<MembershipLoss> membershipLoss,
        double balance,
        double threshold,
        double[] causalLogits) {

    /** Makes the trace of a router without a threshold, which has learned no causal choice. */
    public RouterTrace(
            int layer, double[] outputs, Selection selection, Optional<MembershipLoss> membershipLoss, double balance) {
        this(layer, outputs, selection, membershipLoss, balance, Double.NaN, new double[0]);
    }
}
