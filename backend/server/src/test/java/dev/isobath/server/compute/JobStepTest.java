package dev.isobath.server.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.server.compute.ComputeBackend.Cancellation;
import dev.isobath.server.compute.ComputeJobs.Phase;
import dev.isobath.server.compute.JobStep.AttemptFate;
import dev.isobath.server.compute.ObservedJob.Exit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The step for a job follows from what is written down and what the scheduler says. */
class JobStepTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final JobProperties SETTINGS = new JobProperties(
            Duration.ofSeconds(5), Duration.ofMinutes(4), Duration.ofSeconds(30), Duration.ofMinutes(10), 20, 100);
    private static final ObservedJob.State RUNNING = new ObservedJob.Running("node1");
    private static final ObservedJob.State PENDING = new ObservedJob.Pending("Resources", null);
    private static final boolean WANTED = true;
    private static final boolean RUNS = true;

    private static ComputeJobs.Open intended(boolean wanted) {
        return job(false, null, Phase.UNKNOWN, NOW, null, wanted, false, null);
    }

    private static ComputeJobs.Open submitted(boolean wanted, boolean attemptRuns) {
        return job(true, "7", Phase.RUNNING, NOW, null, wanted, attemptRuns, null);
    }

    private static ComputeJobs.Open job(
            boolean submitted,
            @Nullable String id,
            Phase phase,
            Instant phaseSince,
            @Nullable Instant stopAskedAt,
            boolean wanted,
            boolean attemptRuns,
            @Nullable Instant attemptEndedAt) {
        return new ComputeJobs.Open(
                UUID.randomUUID(),
                UUID.randomUUID(),
                "isobath-x-1",
                submitted,
                id,
                null,
                0,
                0,
                phase,
                phaseSince,
                null,
                null,
                stopAskedAt,
                wanted,
                attemptRuns,
                attemptEndedAt,
                NOW);
    }

    private static JobStep step(ComputeJobs.Open job, ObservedJob.@Nullable State state) {
        return JobStep.of(job, state == null ? null : new ObservedJob("7", "isobath-x-1", state), SETTINGS);
    }

    private static ObservedJob.State gone(Exit exit) {
        return new ObservedJob.Gone(exit, "it ended so");
    }

    @Test
    void an_intended_job_is_submitted_once() {
        assertThat(step(intended(WANTED), null)).isEqualTo(new JobStep.Submit());
        assertThat(step(intended(WANTED), PENDING)).isEqualTo(new JobStep.Adopt("7"));
        assertThat(step(intended(WANTED), gone(Exit.ENDED)))
                .as("it has run already")
                .isEqualTo(new JobStep.Adopt("7"));
        assertThat(step(intended(WANTED), gone(Exit.REFUSED)))
                .as("a trace of a refused submission is no job")
                .isEqualTo(new JobStep.Submit());
        assertThat(step(intended(!WANTED), null)).isInstanceOf(JobStep.End.class);
    }

    @Test
    void a_job_that_waits_for_nothing_is_cancelled_at_once() {
        assertThat(step(submitted(WANTED, !RUNS), PENDING)).isEqualTo(new JobStep.Leave());
        assertThat(step(submitted(!WANTED, !RUNS), PENDING)).isEqualTo(new JobStep.Cancel(Cancellation.AT_ONCE));
        assertThat(step(submitted(!WANTED, !RUNS), RUNNING)).isEqualTo(new JobStep.Cancel(Cancellation.AT_ONCE));
    }

    @Test
    void a_job_that_waits_again_has_no_attempt_any_more() {
        assertThat(step(submitted(WANTED, RUNS), PENDING)).isInstanceOf(JobStep.TakeAttemptBack.class);
    }

    @Test
    void a_running_attempt_is_asked_for_a_checkpoint_before_its_job_is_ended() {
        assertThat(step(submitted(WANTED, RUNS), RUNNING)).isEqualTo(new JobStep.Leave());
        assertThat(step(submitted(!WANTED, RUNS), RUNNING)).isEqualTo(new JobStep.Cancel(Cancellation.WITH_CHECKPOINT));
        Instant asked = NOW.minus(Duration.ofMinutes(1));
        assertThat(step(job(true, "7", Phase.RUNNING, NOW, asked, !WANTED, RUNS, null), RUNNING))
                .isEqualTo(new JobStep.Leave());
        Instant longAgo = NOW.minus(Duration.ofMinutes(5));
        assertThat(step(job(true, "7", Phase.RUNNING, NOW, longAgo, !WANTED, RUNS, null), RUNNING))
                .isEqualTo(new JobStep.Cancel(Cancellation.AT_ONCE));
    }

    @Test
    void a_job_ends_soon_after_its_attempt() {
        Instant justNow = NOW.minus(Duration.ofSeconds(10));
        Instant before = NOW.minus(Duration.ofSeconds(40));
        assertThat(step(job(true, "7", Phase.RUNNING, before, null, WANTED, !RUNS, justNow), RUNNING))
                .isEqualTo(new JobStep.Leave());
        assertThat(step(job(true, "7", Phase.RUNNING, before, null, WANTED, !RUNS, before), RUNNING))
                .isEqualTo(new JobStep.Cancel(Cancellation.AT_ONCE));
        assertThat(step(job(true, "7", Phase.ENDING, before, NOW, WANTED, RUNS, null), new ObservedJob.Ending()))
                .isEqualTo(new JobStep.End("its node does not answer any more", AttemptFate.TAKEN_BACK, false));
    }

    @Test
    void a_job_that_never_asks_for_its_experiment_is_ended() {
        Instant longAgo = NOW.minus(Duration.ofMinutes(11));
        assertThat(step(submitted(WANTED, !RUNS), RUNNING)).isEqualTo(new JobStep.Leave());
        assertThat(step(job(true, "7", Phase.RUNNING, longAgo, null, WANTED, !RUNS, null), RUNNING))
                .isEqualTo(new JobStep.Cancel(Cancellation.AT_ONCE));
    }

    @Test
    void only_what_the_experiment_did_costs_a_try_and_only_a_person_pauses_it() {
        ComputeJobs.Open job = submitted(WANTED, RUNS);
        assertThat(step(job, gone(Exit.OUT_OF_MEMORY)))
                .isEqualTo(new JobStep.End("it ended so", AttemptFate.LOST, false));
        for (Exit exit : List.of(Exit.PREEMPTED, Exit.NODE_LOST, Exit.TIME_LIMIT, Exit.ENDED, Exit.FAILED)) {
            assertThat(step(job, gone(exit)))
                    .as("%s", exit)
                    .isEqualTo(new JobStep.End("it ended so", AttemptFate.TAKEN_BACK, false));
        }
        assertThat(step(job, gone(Exit.CANCELLED)))
                .isEqualTo(new JobStep.End("it ended so", AttemptFate.TAKEN_BACK, true));
        assertThat(step(job(true, "7", Phase.RUNNING, NOW, NOW, !WANTED, RUNS, null), gone(Exit.CANCELLED)))
                .as("Isobath has cancelled it")
                .isEqualTo(new JobStep.End("it ended so", AttemptFate.TAKEN_BACK, false));
        assertThat(step(job, null))
                .isEqualTo(new JobStep.End("the scheduler does not know it any more", AttemptFate.LEFT, false));
    }

    @Test
    void of_jobs_with_one_name_the_one_that_is_written_down_counts() {
        ObservedJob ended = new ObservedJob("3", "isobath-x-1", gone(Exit.ENDED));
        ObservedJob pending = new ObservedJob("7", "isobath-x-1", PENDING);
        ObservedJob other = new ObservedJob("9", "isobath-x-1", PENDING);

        assertThat(JobStep.seen(submitted(WANTED, !RUNS), List.of(ended, other, pending)))
                .isEqualTo(pending);
        assertThat(JobStep.seen(submitted(WANTED, !RUNS), List.of(other))).isNull();
        assertThat(JobStep.seen(intended(WANTED), List.of(ended, other))).isEqualTo(other);
    }
}
