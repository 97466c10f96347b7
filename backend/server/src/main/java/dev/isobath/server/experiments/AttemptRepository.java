package dev.isobath.server.experiments;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.repository.Repository;

/** All attempts. */
public interface AttemptRepository extends Repository<Attempt, UUID> {

    /** Adds a new one. */
    Attempt save(Attempt attempt);

    /** Reads without a lock; lock the experiment first to change it. */
    Optional<Attempt> findById(UUID id);

    /** Those at some experiments, the oldest first. */
    List<Attempt> findByExperimentIdInOrderByNumber(Collection<UUID> experiments);
}
