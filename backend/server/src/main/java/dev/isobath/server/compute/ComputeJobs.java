package dev.isobath.server.compute;

import dev.isobath.server.compute.ObservedJob.Ending;
import dev.isobath.server.compute.ObservedJob.Gone;
import dev.isobath.server.compute.ObservedJob.Pending;
import dev.isobath.server.compute.ObservedJob.Running;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The jobs that are submitted to the scheduler of a cluster. A row is written before its job is submitted. */
@Repository
public class ComputeJobs {

    /** What the scheduler was last seen doing with a job. */
    enum Phase {
        /** It has not been seen yet. */
        UNKNOWN,
        PENDING,
        RUNNING,
        ENDING,
        GONE
    }

    /**
     * A job that may still run, and what is known about its experiment.
     *
     * @param externalId the id that the scheduler gave it; null before it is known
     * @param token the token that its node shows; null before it is submitted
     * @param priority the priority that was handed to the scheduler
     * @param says what the scheduler says about it, or null
     * @param phaseSince since when it is in that phase
     * @param stopAskedAt when Isobath told it to end, or null
     * @param isWanted whether its experiment waits for it, or its attempt runs and is to go on
     * @param attemptRuns whether an attempt runs that was leased with its token
     * @param attemptEndedAt when the last attempt ended that was leased with its token, or null
     * @param now the time of the database
     */
    public record Open(
            UUID id,
            UUID experiment,
            String name,
            boolean submitted,
            @Nullable String externalId,
            @Nullable UUID token,
            int priority,
            int wantedPriority,
            Phase phase,
            Instant phaseSince,
            @Nullable String says,
            @Nullable Instant expectedStart,
            @Nullable Instant stopAskedAt,
            boolean isWanted,
            boolean attemptRuns,
            @Nullable Instant attemptEndedAt,
            Instant now) {

        /** Says in a sentence what its queued experiment waits for. */
        public String words(String scheduler) {
            if (!submitted) {
                return says == null
                        ? "Its job is being submitted to %s.".formatted(scheduler)
                        : "%s does not take its job: %s.".formatted(scheduler, says);
            }
            return switch (phase) {
                case UNKNOWN -> "Its %s job %s was submitted a moment ago.".formatted(scheduler, externalId);
                case PENDING -> "Its %s job %s waits. %s.".formatted(scheduler, externalId, says);
                case RUNNING -> "Its %s job %s has started on %s.".formatted(scheduler, externalId, says);
                case ENDING, GONE ->
                    "Its %s job %s is ending, and another one follows.".formatted(scheduler, externalId);
            };
        }
    }

    private static final String OPEN = """
            select j.*, e.priority as wanted_priority, clock_timestamp() as now,
                e.deleted_at is null and (e.state = 'QUEUED' or e.state = 'RUNNING' and a.running > 0
                    and not e.cancel_requested and not e.pause_requested) as wanted,
                a.running > 0 as attempt_runs, a.ended_at as attempt_ended_at
            from compute_job j join experiment e on e.id = j.experiment_id
            cross join lateral (
                select count(*) filter (where state = 'RUNNING') as running, max(ended_at) as ended_at from attempt
                where experiment_id = j.experiment_id and worker_token_id = j.token_id) a
            where j.state <> 'ENDED'
            """;

    private final JdbcClient database;

    ComputeJobs(JdbcClient database) {
        this.database = database;
    }

    /** Returns the job of an experiment that may still run. */
    public Optional<Open> find(UUID experiment) {
        return database.sql(OPEN + " and j.experiment_id = :experiment")
                .param("experiment", experiment)
                .query((row, _) -> open(row))
                .optional();
    }

    /** Returns whether an attempt was leased by a job. */
    public boolean isOfJob(UUID attempt) {
        return database.sql("""
                        select exists (select from attempt a join compute_job j on j.token_id = a.worker_token_id
                                       where a.id = :attempt)
                        """).param("attempt", attempt).query(Boolean.class).single();
    }

    /** Returns the jobs that may still run. Those come first whose submission was not tried or was tried the longest time ago. */
    List<Open> open() {
        return database.sql(OPEN + " order by j.tried_at nulls first, j.created_at, j.id")
                .query((row, _) -> open(row))
                .list();
    }

    /** Returns queued experiments without a job, in the order of the line. */
    List<UUID> withoutJob(int most) {
        return database.sql("""
                        select e.id from experiment e
                        where e.state = 'QUEUED' and e.deleted_at is null and e.not_before <= clock_timestamp()
                          and not exists (select from tokenizer t where t.id = e.tokenizer_id and not t.leasable)
                          and not exists (select from compute_job j where j.experiment_id = e.id and j.state <> 'ENDED')
                        order by e.priority desc, e.queued_at, e.sequence limit :most
                        """)
                .param("most", most)
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    /**
     * The jobs of an experiment, since it was queued by a person, that ended without a checkpoint beyond a step.
     *
     * @param lastEnded when the last one of them ended; null where there is none
     * @param lastWords how the last one of them ended
     */
    record Fruitless(
            int count,
            @Nullable Instant lastEnded,
            @Nullable String lastWords) {}

    Fruitless fruitless(UUID experiment, long step) {
        return database.sql("""
                        select count(*)::int as count, max(j.ended_at) as last_ended,
                            (array_agg(j.says order by j.number desc))[1] as last_words
                        from compute_job j join experiment e on e.id = j.experiment_id
                        where j.experiment_id = :experiment and j.state = 'ENDED' and j.from_step = :step
                          and j.created_at >= coalesce(
                              (select max(changed_at) from state_change c
                               where c.experiment_id = e.id and c.from_state in ('PAUSED', 'FAILED', 'CANCELLED')),
                              e.created_at)
                        """)
                .param("experiment", experiment)
                .param("step", step)
                .query((row, _) ->
                        new Fruitless(row.getInt("count"), instant(row, "last_ended"), row.getString("last_words")))
                .single();
    }

    /**
     * Writes down that a job is to be submitted for an experiment. Nothing is written where there is one already that may still run.
     *
     * @param fromStep the step of the checkpoint that its attempt would begin with
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void intend(UUID experiment, int priority, long fromStep) {
        database.sql("""
                        insert into compute_job (id, experiment_id, number, name, state, priority, from_step, phase, phase_since, created_at)
                        select :id, :experiment, n.next, 'isobath-' || cast(:experiment as uuid) || '-' || n.next, 'INTENDED', :priority,
                            :step, 'UNKNOWN', clock_timestamp(), clock_timestamp()
                        from (select coalesce(max(number), 0) + 1 as next from compute_job where experiment_id = :experiment) n
                        on conflict do nothing
                        """)
                .param("id", UUID.randomUUID())
                .param("experiment", experiment)
                .param("priority", priority)
                .param("step", fromStep)
                .update();
    }

    /**
     * What submitting an intended job needs to know.
     *
     * @param device the device that its experiment needs
     */
    record Intention(
            String name,
            UUID experiment,
            @Nullable UUID token,
            int priority,
            String device,
            @Nullable Long memoryBytes) {}

    /** Locks an intended job. The result is empty when it is not intended any more, or another server is submitting it. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<Intention> lockIntended(UUID id) {
        return database.sql("""
                        select j.name, j.experiment_id, j.token_id, e.priority, e.memory_bytes,
                            coalesce(e.spec::jsonb -> 'training' ->> 'device', 'cpu') as device
                        from compute_job j join experiment e on e.id = j.experiment_id
                        where j.id = :id and j.state = 'INTENDED' for update of j skip locked
                        """)
                .param("id", id)
                .query((row, _) -> new Intention(
                        row.getString("name"),
                        row.getObject("experiment_id", UUID.class),
                        row.getObject("token_id", UUID.class),
                        row.getInt("priority"),
                        row.getString("device"),
                        row.getObject("memory_bytes", Long.class)))
                .optional();
    }

    /** Records the token with which a job is about to be submitted. The one before, of a submission that came to nothing, is void. */
    void setToken(UUID id, UUID token) {
        database.sql("delete from worker_token where id = (select token_id from compute_job where id = :id)")
                .param("id", id)
                .update();
        database.sql("update compute_job set token_id = :token, tried_at = clock_timestamp() where id = :id")
                .param("id", id)
                .param("token", token)
                .update();
    }

    void recordSubmitted(UUID id, String externalId, int priority) {
        database.sql("""
                        update compute_job set state = 'SUBMITTED', external_id = :external, priority = :priority, says = null
                        where id = :id and state = 'INTENDED'
                        """)
                .param("id", id)
                .param("external", externalId)
                .param("priority", priority)
                .update();
    }

    void recordRefused(UUID id, String says) {
        database.sql("update compute_job set says = :says where id = :id and state = 'INTENDED'")
                .param("id", id)
                .param("says", says)
                .update();
    }

    /** Records why no job can be submitted at present. */
    void recordAway(String says) {
        database.sql("update compute_job set says = :says where state = 'INTENDED' and says is distinct from :says")
                .param("says", says)
                .update();
    }

    /** Records what a job was seen doing, if it is something new. */
    void recordSeen(Open job, ObservedJob.State state) {
        Phase phase = switch (state) {
            case Pending _ -> Phase.PENDING;
            case Running _ -> Phase.RUNNING;
            case Ending _ -> Phase.ENDING;
            case Gone _ -> Phase.GONE;
        };
        String says = switch (state) {
            case Pending pending -> pending.reason();
            case Running running -> running.node();
            case Ending _ -> job.says();
            case Gone gone -> gone.words();
        };
        Instant start = state instanceof Pending pending ? pending.expectedStart() : null;
        database.sql("""
                        update compute_job set phase = :phase, says = :says, expected_start = :start,
                            phase_since = case when phase = :phase then phase_since else clock_timestamp() end
                        where id = :id and (phase, says, expected_start) is distinct from (:phase, :says, cast(:start as timestamptz))
                        """)
                .param("id", job.id())
                .param("phase", phase.name())
                .param("says", says)
                .param("start", start == null ? null : start.atOffset(ZoneOffset.UTC))
                .update();
    }

    void recordPriority(UUID id, int priority) {
        database.sql("update compute_job set priority = :priority where id = :id")
                .param("id", id)
                .param("priority", priority)
                .update();
    }

    void recordStopAsked(UUID id) {
        database.sql("update compute_job set stop_asked_at = coalesce(stop_asked_at, clock_timestamp()) where id = :id")
                .param("id", id)
                .update();
    }

    void recordEnded(UUID id, String says) {
        database.sql("""
                        update compute_job set state = 'ENDED', phase = 'GONE', says = :says, ended_at = clock_timestamp()
                        where id = :id and state <> 'ENDED'
                        """).param("id", id).param("says", says).update();
    }

    /** Deletes the tokens of jobs that have ended, unless an attempt still runs with one. */
    void deleteTokensOfEnded() {
        database.sql("""
                        delete from worker_token t using compute_job j
                        where j.token_id = t.id and j.state = 'ENDED'
                          and not exists (select from attempt a where a.worker_token_id = t.id and a.state = 'RUNNING')
                        """).update();
    }

    private static Open open(ResultSet row) throws SQLException {
        return new Open(
                row.getObject("id", UUID.class),
                row.getObject("experiment_id", UUID.class),
                row.getString("name"),
                row.getString("state").equals("SUBMITTED"),
                row.getString("external_id"),
                row.getObject("token_id", UUID.class),
                row.getInt("priority"),
                row.getInt("wanted_priority"),
                Phase.valueOf(row.getString("phase")),
                row.getObject("phase_since", OffsetDateTime.class).toInstant(),
                row.getString("says"),
                instant(row, "expected_start"),
                instant(row, "stop_asked_at"),
                row.getBoolean("wanted"),
                row.getBoolean("attempt_runs"),
                instant(row, "attempt_ended_at"),
                row.getObject("now", OffsetDateTime.class).toInstant());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** Returns whether a time lies longer ago than a limit, by the time of the database at which the job was read. */
    static boolean isOver(@Nullable Instant since, Duration limit, Instant now) {
        return since != null && since.plus(limit).isBefore(now);
    }
}
