package dev.isobath.training;

import java.util.Arrays;

/**
 * What the expert router of one block did in one pass.
 *
 * @param layer the block, counted from 0
 * @param shares of the tokens, rows x paths; likewise {@code paths}: real experts first, then no-ops
 * @param places whom each expert took
 * @param present which rows are tokens
 * @param balance balancing loss of a token-choice router; else NaN
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ExpertReading(int layer, double[] shares, int paths, Places places, Present present, double balance) {

    int tokens() {
        return Arrays.stream(present.counts()).sum();
    }
}
