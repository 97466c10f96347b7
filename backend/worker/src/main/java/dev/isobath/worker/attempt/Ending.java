package dev.isobath.worker.attempt;

import dev.isobath.spec.protocol.Finish;
import dev.isobath.spec.protocol.Finish.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of an attempt's process, from which the finish report follows.
 *
 * @param result the result that the process left, or null when it left none
 * @param explanation the explanation to report when there is no result
 * @param stopAsked whether the server had asked the attempt to stop
 * @param nodeEnding whether this node was shutting down
 */
record Ending(@Nullable AttemptResult result, String explanation, boolean stopAsked, boolean nodeEnding) {

    /** Returns the finish report for the server. */
    Finish finish(long step, @Nullable String checkpointFailure, List<String> log) {
        if (result == null) {
            if (stopAsked) {
                return new Finish(Outcome.STOPPED, step, "Stopped as asked. " + explanation, log);
            }
            return nodeEnding
                    ? Finish.handedBack(step, explanation, log)
                    : new Finish(Outcome.LOST, step, explanation, log);
        }
        return switch (result.how()) {
            case FINISHED ->
                checkpointFailure == null
                        ? new Finish(Outcome.FINISHED, step, result.reason(), log)
                        : new Finish(Outcome.LOST, step, "All steps are done, but " + checkpointFailure, log);
            case DIVERGED, UNTRAINABLE -> new Finish(Outcome.FAILED, step, result.reason(), log);
            case STOPPED -> stopped(result, step, log);
            case CHECKPOINT_DAMAGED ->
                stopAsked
                        ? new Finish(Outcome.STOPPED, step, result.reason(), log)
                        : Finish.ofDamagedCheckpoint(step, result.reason(), log);
            case OUT_OF_MEMORY, BROKEN ->
                new Finish(stopAsked ? Outcome.STOPPED : Outcome.LOST, step, result.reason(), log);
        };
    }

    private Finish stopped(AttemptResult stopped, long step, List<String> log) {
        if (stopAsked) {
            return new Finish(Outcome.STOPPED, step, stopped.reason(), log);
        }
        return nodeEnding
                ? Finish.handedBack(step, "node shut down", log)
                : new Finish(Outcome.LOST, step, explanation, log);
    }
}
