package dev.isobath.server.experiments;

import dev.isobath.server.accounts.AuditLog;
import dev.isobath.server.accounts.User;
import dev.isobath.server.database.DatabaseClock;
import dev.isobath.server.problems.NotFoundException;
import dev.isobath.server.problems.ProblemException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Does what users ask for with experiments, one or many. */
@Service
public class ExperimentActions {

    /** The largest priority, and with a minus the least. */
    public static final int MOST_PRIORITY = ExperimentChange.MAX_PRIORITY;

    /** How many experiments are locked and changed in one transaction. */
    private static final int BATCH = 50;

    /** What became of one experiment. */
    public enum Outcome {
        DONE,
        /** It is not possible with this experiment, for the reason given. */
        REFUSED,
        NOT_FOUND
    }

    /**
     * The result for one experiment.
     *
     * @param reason why it was refused, or null
     */
    @Schema(name = "ActionResult")
    public record Result(
            UUID id,
            @Nullable String name,
            Outcome outcome,
            @Nullable String reason) {}

    private final ExperimentRepository experiments;
    private final DeletedExperimentRepository deleted;
    private final ExperimentSignals signals;
    private final AuditLog audit;
    private final DatabaseClock clock;
    private final TransactionTemplate transaction;

    ExperimentActions(
            ExperimentRepository experiments,
            DeletedExperimentRepository deleted,
            ExperimentSignals signals,
            AuditLog audit,
            DatabaseClock clock,
            TransactionTemplate transaction) {
        this.experiments = experiments;
        this.deleted = deleted;
        this.signals = signals;
        this.audit = audit;
        this.clock = clock;
        this.transaction = transaction;
    }

    /**
     * Does one thing with one experiment.
     *
     * @throws ProblemException when it is not possible
     */
    void apply(UUID id, ExperimentAction action, List<String> tags, User user) {
        transaction.executeWithoutResult(_ -> applyLocked(null, id, action, tags, user, user.name()));
    }

    /** Does the same with each of some experiments of a project. What is not possible with one leaves the others alone. */
    public List<Result> apply(UUID project, List<UUID> ids, ExperimentAction action, List<String> tags, User user) {
        Map<UUID, Result> results = new HashMap<>();
        // Everybody locks in the same order, so that two such requests never wait for each other.
        List<UUID> sorted = ids.stream().distinct().sorted().toList();
        for (int from = 0; from < sorted.size(); from += BATCH) {
            List<UUID> batch = sorted.subList(from, Math.min(from + BATCH, sorted.size()));
            List<Result> done = transaction.execute(_ -> batch.stream()
                    .map(id -> tryApply(project, id, action, tags, user, user.name()))
                    .toList());
            done.forEach(result -> results.put(result.id(), result));
        }
        return ids.stream()
                .distinct()
                .map(id -> results.getOrDefault(id, new Result(id, null, Outcome.NOT_FOUND, null)))
                .toList();
    }

    /**
     * Does one thing with one experiment of a project on behalf of a user.
     *
     * @param by who or what does it and why, as it stands behind "cancelled by" in the history of the experiment
     */
    public Result apply(UUID project, UUID id, ExperimentAction action, User user, String by) {
        return Objects.requireNonNull(transaction.execute(_ -> tryApply(project, id, action, List.of(), user, by)));
    }

    /** Gives experiments of a project a priority. It decides about those that wait in the queue. */
    public void prioritise(UUID project, List<UUID> ids, int priority) {
        ExperimentChange change = new ExperimentChange(null, null, null, priority).validated();
        List<UUID> sorted = ids.stream().distinct().sorted().toList();
        for (int from = 0; from < sorted.size(); from += BATCH) {
            List<UUID> batch = sorted.subList(from, Math.min(from + BATCH, sorted.size()));
            transaction.executeWithoutResult(_ -> batch.forEach(id -> experiments
                    .findByIdForUpdate(id)
                    .filter(found -> found.projectId().equals(project))
                    .ifPresent(found -> {
                        found.update(change, clock.now());
                        signals.queued(found);
                    })));
        }
    }

    private Result tryApply(UUID project, UUID id, ExperimentAction action, List<String> tags, User user, String by) {
        try {
            return new Result(id, applyLocked(project, id, action, tags, user, by), Outcome.DONE, null);
        } catch (NotFoundException e) {
            return new Result(id, null, Outcome.NOT_FOUND, e.getMessage());
        } catch (ProblemException e) {
            // Every action checks before it changes anything.
            String name = experiments.findById(id).map(Experiment::name).orElse(null);
            return new Result(id, name, Outcome.REFUSED, e.getMessage());
        }
    }

    /** Returns the name of the experiment. */
    private String applyLocked(
            @Nullable UUID project, UUID id, ExperimentAction action, List<String> tags, User user, String by) {
        if (action == ExperimentAction.RESTORE) {
            return restore(project, id, user);
        }
        Experiment experiment = experiments
                .findByIdForUpdate(id)
                .filter(found -> project == null || found.projectId().equals(project))
                .orElseThrow(() -> NotFoundException.of("experiment", id));
        Instant now = clock.now();
        switch (action) {
            case CANCEL -> experiment.cancel(by, now);
            case PAUSE -> experiment.pause(by, now);
            case RESUME -> experiment.resume(by, now);
            case RETRY -> experiment.retry(by, now);
            case TAG -> changeTags(experiment, tags, List.of(), now);
            case UNTAG -> changeTags(experiment, List.of(), tags, now);
            case ARCHIVE -> {
                experiment.archive(now);
                audit.record(user, AuditLog.Action.EXPERIMENT_ARCHIVED, subject(experiment));
            }
            case UNARCHIVE -> {
                experiment.unarchive(now);
                audit.record(user, AuditLog.Action.EXPERIMENT_UNARCHIVED, subject(experiment));
            }
            case DELETE -> {
                requireOwner(experiment.createdBy(), user, "deleted");
                experiment.delete(user.name(), now);
                audit.record(user, AuditLog.Action.EXPERIMENT_DELETED, subject(experiment));
            }
            case RESTORE -> throw new IllegalStateException("restored above");
        }
        signals.queued(experiment);
        return experiment.name();
    }

    private static void changeTags(Experiment experiment, List<String> added, List<String> removed, Instant now) {
        Set<String> tags = new LinkedHashSet<>(experiment.tags());
        tags.addAll(added);
        removed.forEach(tags::remove);
        if (tags.size() > ExperimentChange.MAX_TAGS) {
            throw new TooManyTagsException(ExperimentChange.MAX_TAGS);
        }
        experiment.update(new ExperimentChange(null, new ArrayList<>(tags), null, null), now);
    }

    private String restore(@Nullable UUID project, UUID id, User user) {
        DeletedExperiment experiment = deleted.findForUpdate(id)
                .filter(found -> project == null || found.project().equals(project))
                .orElseThrow(() -> NotFoundException.of("deleted experiment", id));
        requireOwner(experiment.createdBy(), user, "restored");
        deleted.restore(id);
        audit.record(user, AuditLog.Action.EXPERIMENT_RESTORED, experiment.name() + " " + id);
        signals.changed(experiment.project(), id);
        return experiment.name();
    }

    private static void requireOwner(@Nullable UUID owner, User user, String done) {
        if (user.role() != User.Role.ADMIN && !user.id().equals(owner)) {
            throw new NotOwnerException(done);
        }
    }

    private static String subject(Experiment experiment) {
        return experiment.name() + " " + experiment.id();
    }

    /** Returns how many experiments there are of each outcome. */
    static Map<Outcome, Long> counts(List<Result> results) {
        return results.stream().collect(Collectors.groupingBy(Result::outcome, Collectors.counting()));
    }
}
