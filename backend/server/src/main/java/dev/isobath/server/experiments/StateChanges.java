package dev.isobath.server.experiments;

import java.util.List;
import java.util.UUID;
import org.springframework.data.repository.Repository;

interface StateChanges extends Repository<StateChange, Long> {

    List<StateChange> findByExperimentIdOrderById(UUID experimentId);
}
