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

/** The experiments of all projects. */
public interface ExperimentRepository extends Repository<Experiment, UUID> {

    /** Adds a new experiment. */
    Experiment save(Experiment experiment);

    /** Returns an experiment without locking it. */
    Optional<Experiment> findById(UUID id);

    /** Returns the experiments that exist, in no particular order. */
    List<Experiment> findAllByIdIn(Collection<UUID> ids);

    /** Returns an experiment and locks it until the transaction ends. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select e from Experiment e where e.id = :id")
    Optional<Experiment> findByIdForUpdate(UUID id);

    /** Returns the experiments of a project that changed after a time, the oldest change first. */
    @Query("select e.id from Experiment e where e.projectId = :project and e.updatedAt > :since order by e.updatedAt")
    List<UUID> findChangedSince(UUID project, Instant since);

    /** Returns the experiment that a user submitted with an idempotency key. */
    @Query("""
            select e from Experiment e
            where e.projectId = :project and e.createdBy = :user and e.idempotencyKey = :key""")
    Optional<Experiment> findByIdempotencyKey(UUID project, UUID user, String key);
}
