package dev.isobath.analysis.verdict;

import dev.isobath.analysis.Estimate;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The loss of a variant less the loss of a baseline. A negative difference is in the variant's favour.
 *
 * @param paired whether runs of the same seed were compared; otherwise the two means were (Welch)
 * @param pairs the number of pairs, or of runs of the smaller side
 * @param spread s: the standard deviation of the paired differences; without pairs sqrt(pairs)
 *     times the standard error of the difference
 * @param degreesOfFreedom of Student's t; 0 where the spread is not known
 * @param pValue the two-sided probability of such a difference where there is none; empty where the spread is not known
 * @param loss the difference in the unit of the loss
 * @param percent the difference in per cent of the baseline's mean loss, which is taken as exact
 * @param leftOut the number of runs left out: their loss is not finite, or their seed has no partner
 * @param notes whole sentences about what was left out, averaged or not paired
 */
public record Difference(
        boolean paired,
        int pairs,
        double spread,
        double degreesOfFreedom,
        OptionalDouble pValue,
        Estimate loss,
        Estimate percent,
        int leftOut,
        List<String> notes) {}
