package dev.isobath.server.experiments;

import java.util.List;
import java.util.UUID;
import org.springframework.data.repository.Repository;

interface StateChangeRepository extends Repository<StateChange, Long> {

    List<StateChange> findByExperimentIdOrderById(UUID experimentId);
}
