package dev.isobath.worker.attempt;

import dev.isobath.spec.protocol.Finish;
import dev.isobath.spec.protocol.Finish.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt's process ended, and why that may have been.
 *
 * @param result what it said itself, or null when it could not
 * @param silence why there is no result
 * @param stopAsked whether the server had asked it to stop
 * @param nodeEnding whether this node was shutting down
 */
record Ending(@Nullable AttemptResult result, String silence, boolean stopAsked, boolean nodeEnding) {

    /** The last word to the server. */
    Finish finish(long step, @Nullable String checkpointFailure, List<String> log) {
        if (result == null) {
            return stopAsked
                    ? new Finish(Outcome.STOPPED, step, "Stopped as asked. " + silence, log)
                    : new Finish(Outcome.LOST, step, silence, log);
        }
        return switch (result.how()) {
            case FINISHED ->
                checkpointFailure == null
                        ? new Finish(Outcome.FINISHED, step, result.reason(), log)
                        : new Finish(Outcome.LOST, step, "All steps are done, but " + checkpointFailure, log);
            case DIVERGED, UNTRAINABLE -> new Finish(Outcome.FAILED, step, result.reason(), log);
            case STOPPED -> stopped(result, step, log);
            case OUT_OF_MEMORY, BROKEN ->
                new Finish(stopAsked ? Outcome.STOPPED : Outcome.LOST, step, result.reason(), log);
        };
    }

    private Finish stopped(AttemptResult stopped, long step, List<String> log) {
        if (stopAsked) {
            return new Finish(Outcome.STOPPED, step, stopped.reason(), log);
        }
        return new Finish(Outcome.LOST, step, (nodeEnding ? "node shut down" : silence), log);
    }
}
