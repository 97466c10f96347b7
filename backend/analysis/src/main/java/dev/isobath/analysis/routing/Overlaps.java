package dev.isobath.analysis.routing;

import dev.isobath.analysis.Estimate;
import dev.isobath.analysis.Outcome;
import dev.isobath.analysis.Outcome.Found;
import dev.isobath.analysis.Outcome.Refused;
import dev.isobath.analysis.numerics.Proportion;
import java.util.ArrayList;
import java.util.List;

/** How far routed blocks take the same tokens. */
public final class Overlaps {

    private Overlaps() {}

    /**
     * The overlap of two blocks.
     *
     * @param one the place of the first block in the list that was given
     * @param other the place of the second block, above {@code one}
     * @param jaccard the tokens that both take over the tokens that either takes, or why there is none
     * @param byChance what it would be if the blocks chose independently: p q / (p + q - p q) for shares p and q
     */
    public record Overlap(int one, int other, Outcome<Estimate> jaccard, double byChance) {}

    /**
     * Compares each pair of blocks.
     *
     * @param taken for each block, whether it took each of the T tokens; all arrays have length T
     * @return L (L - 1) / 2 overlaps for L blocks
     */
    public static List<Overlap> between(List<boolean[]> taken) {
        List<Overlap> overlaps = new ArrayList<>();
        for (int one = 0; one < taken.size(); one++) {
            for (int other = one + 1; other < taken.size(); other++) {
                overlaps.add(overlap(one, other, taken.get(one), taken.get(other)));
            }
        }
        return List.copyOf(overlaps);
    }

    private static Overlap overlap(int one, int other, boolean[] a, boolean[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(
                    "Blocks are compared on the same tokens, not on " + a.length + " and " + b.length + ".");
        }
        int both = 0;
        int either = 0;
        int ofA = 0;
        int ofB = 0;
        for (int i = 0; i < a.length; i++) {
            both += a[i] && b[i] ? 1 : 0;
            either += a[i] || b[i] ? 1 : 0;
            ofA += a[i] ? 1 : 0;
            ofB += b[i] ? 1 : 0;
        }
        if (either == 0) {
            return new Overlap(one, other, new Refused<>("Neither block took a token, so they have no overlap."), 0);
        }
        double p = (double) ofA / a.length;
        double q = (double) ofB / b.length;
        Estimate jaccard = Proportion.estimate(
                both, either, "The tokens that both blocks take over the tokens that either takes.");
        return new Overlap(one, other, new Found<>(jaccard), p * q / (p + q - p * q));
    }
}
