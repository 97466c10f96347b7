package dev.isobath.server.compute;

import static java.util.stream.Collectors.groupingBy;

import dev.isobath.server.accounts.WorkerToken;
import dev.isobath.server.accounts.WorkerTokenRepository;
import dev.isobath.server.checkpoints.Checkpoint;
import dev.isobath.server.checkpoints.CheckpointRepository;
import dev.isobath.server.compute.ComputeBackend.Cancellation;
import dev.isobath.server.compute.ComputeJobs.Fruitless;
import dev.isobath.server.compute.ComputeJobs.Intention;
import dev.isobath.server.database.DatabaseClock;
import dev.isobath.server.experiments.Experiment;
import dev.isobath.server.experiments.ExperimentRepository;
import dev.isobath.server.experiments.ExperimentSignals;
import dev.isobath.server.experiments.ExperimentState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes the jobs of the scheduler what they should be: one for each experiment that waits or runs, and none besides. A pass compares the
 * rows with what the scheduler says and takes one step for each job. It may be killed between any two steps, and two servers may run it at
 * once: a job is written down before it is submitted, it is looked for by its name before it is submitted, its row is locked meanwhile,
 * and the token of a submission whose server was interrupted is void.
 */
@Component
@ConditionalOnProperty(name = "isobath.compute", havingValue = "slurm")
class JobReconciler {

    private static final Logger log = LoggerFactory.getLogger(JobReconciler.class);

    /** After this many refusals the scheduler is left alone until the next pass. Often the reason is the same for all. */
    private static final int MOST_REFUSALS = 3;

    private final ComputeBackend backend;
    private final ComputeJobs jobs;
    private final JobAttempts attempts;
    private final WorkerTokenRepository tokens;
    private final ExperimentRepository experiments;
    private final CheckpointRepository checkpoints;
    private final ExperimentSignals signals;
    private final DatabaseClock clock;
    private final JobProperties settings;
    private final TransactionTemplate transaction;
    private boolean away;

    JobReconciler(
            ComputeBackend backend,
            ComputeJobs jobs,
            JobAttempts attempts,
            WorkerTokenRepository tokens,
            ExperimentRepository experiments,
            CheckpointRepository checkpoints,
            ExperimentSignals signals,
            DatabaseClock clock,
            JobProperties settings,
            TransactionTemplate transaction) {
        this.backend = backend;
        this.jobs = jobs;
        this.attempts = attempts;
        this.tokens = tokens;
        this.experiments = experiments;
        this.checkpoints = checkpoints;
        this.signals = signals;
        this.clock = clock;
        this.settings = settings;
        this.transaction = transaction;
    }

    /** Makes one pass. While the scheduler is away, everything stays as it is. */
    synchronized void reconcile() {
        jobs.withoutJob(settings.batch()).forEach(this::intend);
        try {
            pass();
            if (away) {
                away = false;
                log.info("{} answers again.", backend.capabilities().name());
            }
        } catch (SchedulerAwayException e) {
            jobs.recordAway("it does not answer: " + e.getMessage());
            if (!away) {
                away = true;
                log.warn(
                        "{} does not answer ({}). Jobs that run go on; trying again until it is back.",
                        backend.capabilities().name(),
                        e.getMessage());
            }
        }
        jobs.deleteTokensOfEnded();
    }

    private void pass() {
        // The rows are read first. What they say was submitted is known to the scheduler when it is asked.
        List<ComputeJobs.Open> open = jobs.open();
        Map<String, List<ObservedJob>> seen = backend.observe().stream().collect(groupingBy(ObservedJob::name));
        int submitted = 0;
        int refused = 0;
        for (ComputeJobs.Open job : open) {
            List<ObservedJob> named = seen.getOrDefault(job.name(), List.of());
            ObservedJob own = JobStep.seen(job, named);
            cancelOthers(own, named);
            if (own != null) {
                jobs.recordSeen(job, own.state());
            }
            switch (JobStep.of(job, own, settings)) {
                case JobStep.Leave _ -> {}
                case JobStep.Submit _ -> {
                    if (submitted < settings.batch() && refused < MOST_REFUSALS) {
                        submitted++;
                        refused += submit(job) ? 0 : 1;
                    }
                }
                case JobStep.Adopt(String id) -> {
                    jobs.recordSubmitted(job.id(), id, job.priority());
                    log.info("Job {} was submitted by a server that was interrupted; it is {}", job.name(), id);
                }
                case JobStep.Cancel(Cancellation how) -> {
                    // It is written down first, so that the end of the job is not taken for somebody else's wish.
                    jobs.recordStopAsked(job.id());
                    backend.cancel(externalId(job), how);
                }
                case JobStep.Prioritise _ -> {
                    backend.prioritise(externalId(job), job.wantedPriority());
                    jobs.recordPriority(job.id(), job.wantedPriority());
                }
                case JobStep.TakeAttemptBack(String reason) -> takeBack(job, reason);
                case JobStep.End end -> end(job, end);
            }
        }
    }

    /** Cancels jobs of the same name as another one. They come from servers that were interrupted, and their tokens are void. */
    private void cancelOthers(@Nullable ObservedJob own, List<ObservedJob> named) {
        for (ObservedJob each : named) {
            if (own != null && !each.id().equals(own.id()) && !each.isGone()) {
                log.warn("Job {} was submitted twice; {} is cancelled", each.name(), each.id());
                backend.cancel(each.id(), Cancellation.AT_ONCE);
            }
        }
    }

    /** Writes down that an experiment is to have a job, unless too many have come to nothing. */
    private void intend(UUID id) {
        transaction.executeWithoutResult(_ -> experiments
                .findByIdForUpdate(id)
                .filter(found -> found.state() == ExperimentState.QUEUED)
                .ifPresent(this::intendLocked));
    }

    private void intendLocked(Experiment experiment) {
        Instant now = clock.now();
        long step = checkpoints
                .findNewestSound(experiment.id(), experiment.progress().step())
                .map(Checkpoint::step)
                .orElse(experiment.progressBefore().step());
        Fruitless before = jobs.fruitless(experiment.id(), step);
        if (before.count() >= settings.withoutCheckpoint()) {
            experiment.hold(
                    "%d jobs in a row ended without a new checkpoint; the last one: %s"
                            .formatted(before.count(), before.lastWords()),
                    now);
            signals.queued(experiment);
            return;
        }
        Instant earliest =
                before.lastEnded() == null ? now : before.lastEnded().plus(settings.pauseAfter(before.count()));
        if (earliest.isAfter(now)) {
            experiment.delay(earliest);
        } else {
            jobs.intend(experiment.id(), experiment.priority(), step);
        }
    }

    /** Submits an intended job. It returns whether the scheduler did not refuse it. */
    private boolean submit(ComputeJobs.Open job) {
        Optional<WorkerToken.Issued> token = Optional.ofNullable(transaction.execute(_ -> issueToken(job.id())));
        return token.isEmpty() || Boolean.TRUE.equals(transaction.execute(_ -> submitLocked(job.id(), token.get())));
    }

    /** The token is stored before the job is submitted, so that a job that starts at once can use it. */
    private WorkerToken.@Nullable Issued issueToken(UUID id) {
        Intention intention = jobs.lockIntended(id).orElse(null);
        if (intention == null) {
            return null;
        }
        WorkerToken.Issued token = tokens.issueForExperiment(intention.name(), intention.experiment());
        jobs.setToken(id, token.token().id());
        return token;
    }

    private boolean submitLocked(UUID id, WorkerToken.Issued token) {
        Optional<Intention> intended = jobs.lockIntended(id)
                // Another server may have begun to submit it with a token of its own.
                .filter(intention -> token.token().id().equals(intention.token()));
        if (intended.isEmpty()) {
            return true;
        }
        Intention intention = intended.get();
        try {
            String externalId = backend.submit(new JobRequest(
                    intention.name(),
                    intention.experiment(),
                    token.secret(),
                    intention.device(),
                    intention.memoryBytes(),
                    intention.priority()));
            jobs.recordSubmitted(id, externalId, intention.priority());
            log.info("Job {} is submitted: {}", intention.name(), externalId);
            return true;
        } catch (JobRefusedException refused) {
            jobs.recordRefused(id, String.valueOf(refused.getMessage()));
            return false;
        }
    }

    private void takeBack(ComputeJobs.Open job, String reason) {
        if (job.token() != null) {
            attempts.takeBack(job.token(), reason);
        }
    }

    private void end(ComputeJobs.Open job, JobStep.End end) {
        String words = job.externalId() == null
                ? end.words()
                : "%s job %s: %s".formatted(backend.capabilities().name(), job.externalId(), end.words());
        UUID token = job.token();
        if (token != null) {
            switch (end.attempt()) {
                case TAKEN_BACK -> attempts.takeBack(token, words);
                case LOST -> attempts.lose(token, words);
                case LEFT -> {}
            }
        }
        transaction.executeWithoutResult(_ -> {
            Optional<Experiment> experiment = experiments.findByIdForUpdate(job.experiment());
            if (end.hold()
                    && experiment
                            .filter(found -> found.state() == ExperimentState.QUEUED)
                            .isPresent()) {
                experiment.get().hold(words, clock.now());
                signals.changed(experiment.get());
            }
            jobs.recordEnded(job.id(), words);
        });
        log.info("Job {} has ended: {}", job.name(), words);
    }

    private static String externalId(ComputeJobs.Open job) {
        if (job.externalId() == null) {
            throw new IllegalStateException("job " + job.name() + " was submitted and has no id");
        }
        return job.externalId();
    }
}
