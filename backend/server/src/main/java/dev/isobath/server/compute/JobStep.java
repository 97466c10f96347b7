package dev.isobath.server.compute;

import dev.isobath.server.compute.ComputeBackend.Cancellation;
import dev.isobath.server.compute.ObservedJob.Ending;
import dev.isobath.server.compute.ObservedJob.Exit;
import dev.isobath.server.compute.ObservedJob.Gone;
import dev.isobath.server.compute.ObservedJob.Pending;
import dev.isobath.server.compute.ObservedJob.Running;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What brings one job closer to what it should be. It follows from the state of the job alone, and not from what happened before, so that
 * it does not matter where an earlier pass was interrupted.
 */
sealed interface JobStep {

    /** The job is as it should be. */
    record Leave() implements JobStep {}

    /** The job is intended, and the scheduler does not have it. */
    record Submit() implements JobStep {}

    /** The scheduler has the job, and the server that submitted it did not get to writing that down. */
    record Adopt(String id) implements JobStep {}

    record Cancel(Cancellation how) implements JobStep {}

    record Prioritise() implements JobStep {}

    /** The job waits again, so that nothing of its attempt runs any more. */
    record TakeAttemptBack(String reason) implements JobStep {}

    /** What becomes of a running attempt whose job has ended. */
    enum AttemptFate {
        /** It costs no try. */
        TAKEN_BACK,
        /** It costs a try. */
        LOST,
        /** Nothing is known about it. Its lease decides. */
        LEFT
    }

    /**
     * The job has ended.
     *
     * @param words how, as a clause
     * @param hold whether its experiment pauses until a person resumes it, because a person ended the job
     */
    record End(String words, AttemptFate attempt, boolean hold) implements JobStep {}

    /**
     * Returns the step.
     *
     * @param seen the job as the scheduler saw it after the row was read; null when it does not know the job
     */
    static JobStep of(ComputeJobs.Open job, @Nullable ObservedJob seen, JobProperties settings) {
        if (!job.submitted()) {
            return ofIntended(job, seen);
        }
        if (seen == null) {
            return new End("the scheduler does not know it any more", AttemptFate.LEFT, false);
        }
        return switch (seen.state()) {
            case Pending _ -> ofPending(job);
            case Running _ -> ofRunning(job, settings);
            case Ending _ ->
                job.phase() == ComputeJobs.Phase.ENDING
                                && ComputeJobs.isOver(job.phaseSince(), settings.overdue(), job.now())
                        ? new End("its node does not answer any more", AttemptFate.TAKEN_BACK, false)
                        : new Leave();
            case Gone gone -> ofGone(job, gone);
        };
    }

    private static JobStep ofIntended(ComputeJobs.Open job, @Nullable ObservedJob seen) {
        if (seen != null && !(seen.state() instanceof Gone gone && gone.exit() == Exit.REFUSED)) {
            return new Adopt(seen.id());
        }
        return job.isWanted()
                ? new Submit()
                : new End(
                        "it was not submitted, because its experiment was not to run any more",
                        AttemptFate.LEFT,
                        false);
    }

    private static JobStep ofPending(ComputeJobs.Open job) {
        if (job.attemptRuns()) {
            return new TakeAttemptBack("its job was queued again");
        }
        if (!job.isWanted()) {
            return new Cancel(Cancellation.AT_ONCE);
        }
        return job.priority() == job.wantedPriority() ? new Leave() : new Prioritise();
    }

    private static JobStep ofRunning(ComputeJobs.Open job, JobProperties settings) {
        if (job.attemptRuns()) {
            if (job.isWanted()) {
                return new Leave();
            }
            if (job.stopAskedAt() == null) {
                return new Cancel(Cancellation.WITH_CHECKPOINT);
            }
            return ComputeJobs.isOver(job.stopAskedAt(), settings.stopLimit(), job.now())
                    ? new Cancel(Cancellation.AT_ONCE)
                    : new Leave();
        }
        if (job.attemptEndedAt() != null) {
            return ComputeJobs.isOver(job.attemptEndedAt(), settings.overdue(), job.now())
                    ? new Cancel(Cancellation.AT_ONCE)
                    : new Leave();
        }
        boolean late = job.phase() == ComputeJobs.Phase.RUNNING
                && ComputeJobs.isOver(job.phaseSince(), settings.startLimit(), job.now());
        return job.isWanted() && !late ? new Leave() : new Cancel(Cancellation.AT_ONCE);
    }

    private static JobStep ofGone(ComputeJobs.Open job, Gone gone) {
        return switch (gone.exit()) {
            case OUT_OF_MEMORY -> new End(gone.words(), AttemptFate.LOST, false);
            case CANCELLED -> new End(gone.words(), AttemptFate.TAKEN_BACK, job.stopAskedAt() == null);
            case ENDED, FAILED, PREEMPTED, NODE_LOST, TIME_LIMIT, REFUSED, UNKNOWN ->
                new End(gone.words(), AttemptFate.TAKEN_BACK, false);
        };
    }

    /** Returns the job that a row is about, of all that have its name. */
    static @Nullable ObservedJob seen(ComputeJobs.Open job, List<ObservedJob> named) {
        ObservedJob best = null;
        for (ObservedJob each : named) {
            if (each.id().equals(job.externalId())) {
                return each;
            }
            if (best == null || (best.isGone() && !each.isGone())) {
                best = each;
            }
        }
        return job.externalId() == null ? best : null;
    }
}
