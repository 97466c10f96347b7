package dev.isobath.server.experiments;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.repository.Repository;

/** The attempts of all experiments. */
public interface AttemptRepository extends Repository<Attempt, UUID> {

    /** Adds a new attempt. */
    Attempt save(Attempt attempt);

    /** Returns an attempt without locking it. To change it, the caller locks its experiment first. */
    Optional<Attempt> findById(UUID id);

    /** Returns the attempts of some experiments, the oldest first. */
    List<Attempt> findByExperimentIdInOrderByNumber(Collection<UUID> experiments);
}
