package dev.isobath.server.studies;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A member of a study as it is stored.
 *
 * @param key what is varied and its value, in words
 * @param spec the canonical spec, or null where it could not be read
 * @param problem why the experiment cannot be run, or null
 * @param dropped whether somebody decided against it
 * @param reused whether the experiment was there before the study
 * @param experiment the experiment, or null before the launch
 * @param trunk the key of the member whose run it goes on from, or null
 * @param pending whether it was launched and waits until that run has ended
 * @param stopped why successive halving stopped it, or null
 */
record MemberRow(
        String key,
        String variant,
        @Nullable Double budget,
        @Nullable Double learningRate,
        long seed,
        @Nullable String spec,
        @Nullable String problem,
        boolean dropped,
        boolean reused,
        @Nullable UUID experiment,
        @Nullable String trunk,
        boolean pending,
        @Nullable String stopped) {

    /** Returns the same member with another spec. */
    MemberRow withSpec(String other) {
        return with(other, problem);
    }

    /** Returns the same member with a reason why it cannot be run. */
    MemberRow withProblem(String other) {
        return with(spec, other);
    }

    private MemberRow with(@Nullable String otherSpec, @Nullable String otherProblem) {
        return new MemberRow(
                key,
                variant,
                budget,
                learningRate,
                seed,
                otherSpec,
                otherProblem,
                dropped,
                reused,
                experiment,
                trunk,
                pending,
                stopped);
    }

    /** Returns whether a launch submits it. */
    boolean isWaiting() {
        return spec != null && problem == null && !dropped && experiment == null;
    }
}
