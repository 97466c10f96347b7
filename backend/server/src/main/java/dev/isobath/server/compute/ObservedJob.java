package dev.isobath.server.compute;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A job as the scheduler sees it. */
record ObservedJob(String id, String name, State state) {

    /** The state of a job. */
    sealed interface State {}

    /**
     * It waits.
     *
     * @param reason why, as a clause for people
     * @param expectedStart when the scheduler expects to start it, or null
     */
    record Pending(String reason, @Nullable Instant expectedStart) implements State {}

    /** It runs on a node. */
    record Running(String node) implements State {}

    /** It has been ended, and its processes or its node have not answered yet. */
    record Ending() implements State {}

    /**
     * It has ended.
     *
     * @param words how, as a clause for people
     */
    record Gone(Exit exit, String words) implements State {}

    /** How a job ended. */
    enum Exit {
        /** Its program ended, as it does when the attempt is over. */
        ENDED,
        /** Its program failed, or could not be started. */
        FAILED,
        /** Something more important took its place. */
        PREEMPTED,
        NODE_LOST,
        TIME_LIMIT,
        OUT_OF_MEMORY,
        /** It was cancelled, by Isobath or by somebody else. */
        CANCELLED,
        /** The scheduler has refused it after all. It never ran. */
        REFUSED,
        UNKNOWN
    }

    boolean isGone() {
        return state instanceof Gone;
    }
}
