package dev.isobath.server.checkpoints;

import dev.isobath.server.experiments.ExperimentViews;
import dev.isobath.server.problems.NotFound;
import dev.isobath.server.storage.BlobStore;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "checkpoints")
class CheckpointController {

    record CheckpointList(List<Checkpoint> checkpoints) {}

    private final Checkpoints checkpoints;
    private final ExperimentViews experiments;
    private final BlobStore store;

    CheckpointController(Checkpoints checkpoints, ExperimentViews experiments, BlobStore store) {
        this.checkpoints = checkpoints;
        this.experiments = experiments;
        this.store = store;
    }

    @GetMapping("/api/experiments/{id}/checkpoints")
    CheckpointList listCheckpoints(@PathVariable UUID id) {
        experiments.get(id);
        return new CheckpointList(checkpoints.list(id));
    }

    /** The file a worker uploaded: weights and optimiser state. */
    @GetMapping(path = "/api/checkpoints/{id}/model.safetensors", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> downloadCheckpoint(@PathVariable UUID id) {
        Checkpoint checkpoint = checkpoints.get(id);
        Resource file = store.find(checkpoint.sha256())
                .map(FileSystemResource::new)
                .orElseThrow(() -> NotFound.of("content of checkpoint", id));
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .eTag(checkpoint.sha256())
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("model-step-" + checkpoint.step() + ".safetensors")
                                .build()
                                .toString())
                .body(file);
    }
}
