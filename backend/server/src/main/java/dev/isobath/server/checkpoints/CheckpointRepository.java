package dev.isobath.server.checkpoints;

import dev.isobath.server.problems.NotFoundException;
import dev.isobath.server.storage.Blob;
import dev.isobath.server.storage.BlobReferences;
import dev.isobath.server.storage.BlobStore;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The checkpoints of all experiments. {@link KeptSteps} says which of the sound ones are kept. A checkpoint counts as sound until it was
 * shown to be damaged. A damaged one is passed over, and it is kept as long as it is newer than the last two sound ones.
 */
@Repository
public class CheckpointRepository {

    private static final Logger log = LoggerFactory.getLogger(CheckpointRepository.class);
    private static final String COLUMNS = "select id, step, bytes, sha256, created_at, damage from checkpoint ";
    private static final RowMapper<Checkpoint> ROW = (row, _) -> new Checkpoint(
            row.getObject("id", UUID.class),
            row.getLong("step"),
            row.getLong("bytes"),
            row.getString("sha256"),
            row.getObject("created_at", OffsetDateTime.class).toInstant(),
            row.getString("damage"));

    private final JdbcClient database;
    private final BlobStore store;
    private final BlobReferences blobs;
    private final CheckpointProperties settings;

    CheckpointRepository(JdbcClient database, BlobStore store, BlobReferences blobs, CheckpointProperties settings) {
        this.database = database;
        this.store = store;
        this.blobs = blobs;
        this.settings = settings;
    }

    /**
     * Adds a checkpoint whose content has just been stored, in the caller's transaction. Every checkpoint with that content is sound
     * from then on.
     *
     * @return whether the checkpoint is new
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean add(UUID experiment, int attempt, long step, Blob blob, Instant now) {
        if (!blobs.lock(blob.sha256())) {
            throw new IllegalStateException("what was just stored is gone: " + blob.sha256());
        }
        database.sql("update checkpoint set damage = null where sha256 = :sha256 and damage is not null")
                .param("sha256", blob.sha256())
                .update();
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
                            created_at = excluded.created_at, damage = null
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
     * Returns the newest sound checkpoint whose steps have all been reported.
     *
     * @param reported the last step whose points are stored; a later checkpoint would leave a gap in the curves
     */
    public Optional<Checkpoint> findNewestSound(UUID experiment, long reported) {
        return list(experiment).stream()
                .filter(checkpoint -> checkpoint.step() <= reported && checkpoint.isSound())
                .findFirst();
    }

    /**
     * Returns the checkpoint to resume from, as {@link #findNewestSound} does. Checkpoints whose content is missing from the store are
     * recorded as damaged and passed over.
     */
    @Transactional
    public Optional<Checkpoint> findToResumeFrom(UUID experiment, long reported) {
        Optional<Checkpoint> newest = findNewestSound(experiment, reported);
        while (newest.isPresent() && store.find(newest.get().sha256()).isEmpty()) {
            recordDamage(newest.get().sha256(), "its content is missing from the server's store");
            newest = findNewestSound(experiment, reported);
        }
        return newest;
    }

    /** Records that every checkpoint with that content cannot be used. */
    @Transactional
    public void recordDamage(String sha256, String damage) {
        int marked = database.sql("update checkpoint set damage = :damage where sha256 = :sha256 and damage is null")
                .param("damage", damage)
                .param("sha256", sha256)
                .update();
        if (marked > 0) {
            log.error("The checkpoint with content {} cannot be used: {}", sha256, damage);
        }
    }

    /**
     * Deletes the sound checkpoints after a step, which steps that were never reported have left. An attempt that resumes from that
     * step takes them again.
     *
     * @return the digests of the deleted checkpoints, to be passed to {@link BlobReferences#deleteUnreferenced}
     */
    @Transactional
    public List<String> deleteAfter(UUID experiment, long step) {
        return database.sql("""
                        delete from checkpoint where experiment_id = :experiment and step > :step and damage is null
                        returning sha256
                        """)
                .param("experiment", experiment)
                .param("step", step)
                .query((row, _) -> row.getString("sha256"))
                .list();
    }

    /**
     * Deletes all checkpoints of an experiment.
     *
     * @return the digests of the deleted checkpoints, to be passed to {@link BlobReferences#deleteUnreferenced}
     */
    @Transactional
    public List<String> deleteAll(UUID experiment) {
        return database.sql("delete from checkpoint where experiment_id = :experiment returning sha256")
                .param("experiment", experiment)
                .query((row, _) -> row.getString("sha256"))
                .list();
    }

    /**
     * Deletes the checkpoints that are not kept. It must be called after the transaction that added the newest one.
     *
     * @param trunk a step whose checkpoint is always kept, as longer runs may go on from there
     * @return the digests of the deleted checkpoints, to be passed to {@link BlobReferences#deleteUnreferenced}
     */
    @Transactional
    public List<String> deleteOld(UUID experiment, OptionalLong trunk) {
        List<Checkpoint> all = list(experiment).reversed();
        List<Long> sound =
                all.stream().filter(Checkpoint::isSound).map(Checkpoint::step).toList();
        List<Long> kept = KeptSteps.of(sound, settings.keepCheckpoints());
        long first = sound.size() < KeptSteps.NEWEST ? Long.MIN_VALUE : sound.get(sound.size() - KeptSteps.NEWEST);
        List<Long> old = all.stream()
                .filter(each -> each.isSound() ? !kept.contains(each.step()) : each.step() < first)
                .filter(each -> trunk.isEmpty() || each.step() != trunk.getAsLong())
                .map(Checkpoint::step)
                .toList();
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
}
