package dev.isobath.analysis.verdict;

import java.util.Optional;
import java.util.OptionalInt;

/** Whether a variant is better than a baseline at one budget. */
public sealed interface Verdict {

    /** The verdict as a whole sentence. */
    String sentence();

    /** The rule that the verdict follows, in whole sentences. */
    String rule();

    /**
     * The variant has the lower loss, beyond the noise of the seeds.
     *
     * @param adjustedP the p-value after Holm's procedure; the plain one for a single comparison
     */
    record Better(Difference difference, double adjustedP, String sentence, String rule) implements Verdict {}

    /** The variant has the higher loss, beyond the noise of the seeds. */
    record Worse(Difference difference, double adjustedP, String sentence, String rule) implements Verdict {}

    /**
     * The difference is one that the noise of the seeds explains. That does not mean that there is none.
     *
     * @param seedsToSettle the smallest number of seeds on each side whose interval would exclude 0 at the observed difference and
     *     spread; empty where even 10,000 would not
     */
    record WithinNoise(Difference difference, double adjustedP, OptionalInt seedsToSettle, String sentence, String rule)
            implements Verdict {}

    /**
     * The noise is not known, so no verdict can be given. The sentence begins with the words "Not settled".
     *
     * @param difference the difference without an interval; empty where a side has no run with a finite loss
     */
    record NotSettled(Optional<Difference> difference, String sentence, String rule) implements Verdict {}
}
