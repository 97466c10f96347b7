package dev.isobath.server.checkpoints;

import dev.isobath.server.problems.NotFoundException;
import dev.isobath.server.storage.Blob;
import dev.isobath.server.storage.BlobStore;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The checkpoints of all experiments. {@link KeptSteps} says which of them are kept. */
@Repository
public class CheckpointRepository {

    private static final String COLUMNS = "select id, step, bytes, sha256, created_at from checkpoint ";
    private static final RowMapper<Checkpoint> ROW = (row, _) -> new Checkpoint(
            row.getObject("id", UUID.class),
            row.getLong("step"),
            row.getLong("bytes"),
            row.getString("sha256"),
            row.getObject("created_at", OffsetDateTime.class).toInstant());

    private final JdbcClient database;
    private final BlobStore store;
    private final CheckpointProperties settings;

    CheckpointRepository(JdbcClient database, BlobStore store, CheckpointProperties settings) {
        this.database = database;
        this.store = store;
        this.settings = settings;
    }

    /**
     * Adds a checkpoint whose content is stored already, in the caller's transaction.
     *
     * @return whether the checkpoint is new
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean add(UUID experiment, int attempt, long step, Blob blob, Instant now) {
        lockBlob(blob.sha256());
        if (store.find(blob.sha256()).isEmpty()) {
            throw new IllegalStateException("what was just stored is gone: " + blob.sha256());
        }
        Optional<String> before = database.sql(
                        "select sha256 from checkpoint where experiment_id = :experiment and step = :step")
                .param("experiment", experiment)
                .param("step", step)
                .query(String.class)
                .optional();
        if (before.filter(blob.sha256()::equals).isPresent()) {
            return false;
        }
        database.sql("""
                        insert into checkpoint (id, experiment_id, attempt, step, bytes, sha256, created_at)
                        values (:id, :experiment, :attempt, :step, :bytes, :sha256, :now)
                        on conflict (experiment_id, step) do update
                        set attempt = excluded.attempt, bytes = excluded.bytes, sha256 = excluded.sha256,
                            created_at = excluded.created_at
                        """)
                .param("id", UUID.randomUUID())
                .param("experiment", experiment)
                .param("attempt", attempt)
                .param("step", step)
                .param("bytes", blob.bytes())
                .param("sha256", blob.sha256())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
        return true;
    }

    /** Returns the checkpoints of an experiment, the newest first. */
    public List<Checkpoint> list(UUID experiment) {
        return database.sql(COLUMNS + "where experiment_id = :experiment order by step desc")
                .param("experiment", experiment)
                .query(ROW)
                .list();
    }

    /**
     * Returns one checkpoint.
     *
     * @throws NotFoundException when there is no checkpoint with that id
     */
    public Checkpoint get(UUID id) {
        return database.sql(COLUMNS + """
                        where id = :id
                          and exists (select from experiment e where e.id = experiment_id and e.deleted_at is null)
                        """)
                .param("id", id)
                .query(ROW)
                .optional()
                .orElseThrow(() -> NotFoundException.of("checkpoint", id));
    }

    /**
     * Returns the checkpoint to resume from: the newest one whose content exists and whose steps have all been reported.
     *
     * @param reported the last step whose points are stored; a later checkpoint would leave a gap in the curves
     * @param skipped the number of newest usable checkpoints to skip because they are not trusted
     */
    public Optional<Checkpoint> findUsable(UUID experiment, long reported, int skipped) {
        return list(experiment).stream()
                .filter(checkpoint -> checkpoint.step() <= reported)
                .filter(checkpoint -> store.find(checkpoint.sha256()).isPresent())
                .skip(skipped)
                .findFirst();
    }

    /**
     * Deletes the checkpoints after a step. An attempt that resumes from that step takes them again.
     *
     * @return the digests of the deleted checkpoints, to be passed to {@link #release}
     */
    @Transactional
    public List<String> deleteAfter(UUID experiment, long step) {
        return database.sql(
                        "delete from checkpoint where experiment_id = :experiment and step > :step returning sha256")
                .param("experiment", experiment)
                .param("step", step)
                .query((row, _) -> row.getString("sha256"))
                .list();
    }

    /**
     * Deletes the checkpoints that are not kept. It must be called after the transaction that added the newest one.
     *
     * @return the digests of the deleted checkpoints, to be passed to {@link #release}
     */
    @Transactional
    public List<String> deleteOld(UUID experiment) {
        List<Long> steps =
                list(experiment).reversed().stream().map(Checkpoint::step).toList();
        List<Long> kept = KeptSteps.of(steps, settings.keepCheckpoints());
        List<Long> old = steps.stream().filter(step -> !kept.contains(step)).toList();
        if (old.isEmpty()) {
            return List.of();
        }
        return database.sql(
                        "delete from checkpoint where experiment_id = :experiment and step in (:old) returning sha256")
                .param("experiment", experiment)
                .param("old", old)
                .query((row, _) -> row.getString("sha256"))
                .list();
    }

    /**
     * Deletes content that no row refers to any more. It must be called after the transaction that deleted the references.
     */
    @Transactional
    public void release(List<String> digests) {
        for (String sha256 : digests) {
            lockBlob(sha256);
            long references =
                    database.sql("""
                            select (select count(*) from checkpoint where sha256 = :sha256)
                                 + (select count(*) from start_point where sha256 = :sha256)
                                 + (select count(*) from corpus where sha256 = :sha256)
                            """).param("sha256", sha256).query(Long.class).single();
            if (references == 0) {
                store.delete(sha256);
            }
        }
    }

    /** Locks the content until the transaction ends, so that no reference to it is added while it is deleted, or the reverse. */
    private void lockBlob(String sha256) {
        database.sql("select pg_advisory_xact_lock(hashtextextended(:sha256, 0))")
                .param("sha256", sha256)
                .query(rows -> {});
    }
}
