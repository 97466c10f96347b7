package dev.isobath.training.routing;

import java.util.Optional;

/**
 * What the router of one block did in one pass.
 *
 * @param layer the block, counted from 0
 * @param outputs one a token, B S: router outputs, or the draws of a stochastic router
 * @param selection who went through the block
 * @param membershipLoss what taught it to choose without seeing later tokens, if it is taught
 * @param balance balancing loss of a token-choice router; else NaN
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RouterTrace(
        int layer, double[] outputs, Selection selection, Optional<MembershipLoss> membershipLoss, double balance) {}
