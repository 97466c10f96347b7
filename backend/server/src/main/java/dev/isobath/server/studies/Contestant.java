package dev.isobath.server.studies;

import dev.isobath.server.experiments.ExperimentState;
import dev.isobath.spec.study.Halving;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An experiment of a study that is halved.
 *
 * @param reused whether it was there before the study, which may not stop it
 * @param experiment null while it waits for a launch, as the state
 * @param step the steps done
 * @param steps all steps
 * @param rung the number of rungs that it has passed
 * @param held whether it was paused to wait at the next rung
 * @param stopped why it was stopped, or null
 */
record Contestant(
        String key,
        String variant,
        long seed,
        boolean reused,
        @Nullable UUID experiment,
        @Nullable ExperimentState state,
        long step,
        long steps,
        int rung,
        boolean held,
        @Nullable String stopped) {

    boolean isStopped() {
        return stopped != null;
    }

    /** Returns whether it will do more steps by itself or after a decision. */
    boolean goes() {
        return !isStopped() && (isTraining() || state == ExperimentState.QUEUED || state == ExperimentState.PAUSED);
    }

    boolean isTraining() {
        return state == ExperimentState.RUNNING;
    }

    /** Returns whether it ended without a result, so that it takes no place. */
    boolean isOut() {
        return state == ExperimentState.FAILED || state == ExperimentState.CANCELLED;
    }

    boolean mayBeStopped() {
        return !reused && state != ExperimentState.FINISHED;
    }

    /** Returns whether a rung's decision need not wait for it. */
    boolean isAt(Halving halving, int next) {
        return isOut() || state == ExperimentState.FINISHED || (state != null && step >= halving.step(next, steps));
    }
}
