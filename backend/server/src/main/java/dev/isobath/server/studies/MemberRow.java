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
        @Nullable UUID experiment) {

    /** Returns whether a launch submits it. */
    boolean isWaiting() {
        return spec != null && problem == null && !dropped && experiment == null;
    }
}
