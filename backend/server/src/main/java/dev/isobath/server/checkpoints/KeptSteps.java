package dev.isobath.server.checkpoints;

import java.util.ArrayList;
import java.util.List;

/**
 * Which checkpoints of an experiment are kept. The newest two are: one to resume from, and one in case that is damaged. The others are
 * spread over the run, so that the run can be looked at as it was earlier.
 */
final class KeptSteps {

    static final int NEWEST = 2;

    private KeptSteps() {}

    /**
     * Chooses what to keep. As long as there are too many, the one goes that follows the one before it most closely, of equal ones the
     * earliest. The first of all stays where more than two are kept. No gap between two that are kept becomes longer than about three
     * times an even one.
     *
     * @param steps the steps of all checkpoints, ascending
     * @param most the most to keep, at least {@link #NEWEST}
     * @return the steps of those that are kept, ascending
     */
    static List<Long> of(List<Long> steps, int most) {
        List<Long> kept = new ArrayList<>(steps);
        while (kept.size() > most) {
            kept.remove(most == NEWEST ? 0 : closest(kept));
        }
        return kept;
    }

    /** Returns the index of the one that follows the one before it most closely, without the first and the newest. */
    private static int closest(List<Long> steps) {
        int best = 1;
        for (int i = 2; i < steps.size() - NEWEST; i++) {
            if (gapBefore(steps, i) < gapBefore(steps, best)) {
                best = i;
            }
        }
        return best;
    }

    private static long gapBefore(List<Long> steps, int i) {
        return steps.get(i) - steps.get(i - 1);
    }
}
