package dev.isobath.server.retention;

import dev.isobath.server.accounts.AuditLog;
import dev.isobath.server.checkpoints.CheckpointRepository;
import dev.isobath.server.checkpoints.StartPointRepository;
import dev.isobath.server.experiments.DeletedExperimentRepository;
import dev.isobath.server.experiments.DeletedExperimentRepository.Expired;
import dev.isobath.server.storage.BlobReferences;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes experiments for good that were deleted some time ago, with their points, logs and checkpoints. The content of a checkpoint
 * goes with its last reference.
 */
@Component
class DeletedExperimentPurge {

    private static final Logger log = LoggerFactory.getLogger(DeletedExperimentPurge.class);

    /** The most experiments that one run removes. Each may have millions of points. */
    private static final int MOST = 100;

    private final DeletedExperimentRepository experiments;
    private final CheckpointRepository checkpoints;
    private final StartPointRepository starts;
    private final BlobReferences blobs;
    private final AuditLog audit;
    private final TransactionTemplate transaction;

    DeletedExperimentPurge(
            DeletedExperimentRepository experiments,
            CheckpointRepository checkpoints,
            StartPointRepository starts,
            BlobReferences blobs,
            AuditLog audit,
            TransactionTemplate transaction) {
        this.experiments = experiments;
        this.checkpoints = checkpoints;
        this.starts = starts;
        this.blobs = blobs;
        this.audit = audit;
        this.transaction = transaction;
    }

    void purge() {
        for (Expired expired : experiments.findExpired(MOST)) {
            List<String> contents = transaction.execute(status -> {
                List<String> digests = Stream.concat(
                                checkpoints.deleteAll(expired.id()).stream(), starts.delete(expired.id()).stream())
                        .toList();
                if (!experiments.remove(expired.id())) {
                    status.setRollbackOnly();
                    return List.of();
                }
                audit.record(null, AuditLog.Action.EXPERIMENT_PURGED, expired.name() + " " + expired.id());
                return digests;
            });
            blobs.deleteUnreferenced(contents);
            log.info("Experiment {} was deleted some time ago and is removed for good", expired.id());
        }
    }
}
