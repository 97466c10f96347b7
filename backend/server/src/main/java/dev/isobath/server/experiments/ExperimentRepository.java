package dev.isobath.server.experiments;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** All experiments. */
public interface ExperimentRepository extends Repository<Experiment, UUID> {

    /** Adds a new one. */
    Experiment save(Experiment experiment);

    /** Reads without a lock. */
    Optional<Experiment> findById(UUID id);

    /** Reads those that exist, in no order. */
    List<Experiment> findAllByIdIn(Collection<UUID> ids);

    /** Reads for a change: nobody else changes it until the transaction ends. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select e from Experiment e where e.id = :id")
    Optional<Experiment> findByIdForUpdate(UUID id);

    /** Those of a project that changed after a time, the oldest change first. */
    @Query("select e.id from Experiment e where e.projectId = :project and e.updatedAt > :since order by e.updatedAt")
    List<UUID> findChangedSince(UUID project, Instant since);

    /** What a key was used for before. */
    @Query("""
            select e from Experiment e
            where e.projectId = :project and e.createdBy = :user and e.idempotencyKey = :key""")
    Optional<Experiment> findByIdempotencyKey(UUID project, UUID user, String key);
}
