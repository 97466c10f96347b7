package dev.isobath.server.checkpoints;

import dev.isobath.server.experiments.ExperimentViewService;
import dev.isobath.server.problems.NotFoundException;
import dev.isobath.server.storage.BlobStore;
import dev.isobath.server.storage.DamagedContentException;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.nio.file.Path;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@RestController
@Tag(name = "checkpoints")
class CheckpointController {

    record CheckpointList(List<Checkpoint> checkpoints) {}

    private static final JsonMapper JSON = JsonMapper.shared();

    private final CheckpointRepository checkpoints;
    private final ExperimentViewService experiments;
    private final BlobStore store;

    CheckpointController(CheckpointRepository checkpoints, ExperimentViewService experiments, BlobStore store) {
        this.checkpoints = checkpoints;
        this.experiments = experiments;
        this.store = store;
    }

    @GetMapping("/api/experiments/{id}/checkpoints")
    CheckpointList listCheckpoints(@PathVariable UUID id) {
        experiments.get(id);
        return new CheckpointList(checkpoints.list(id));
    }

    /**
     * Returns the weights of the model with the metadata (docs/checkpoint-format.md). With {@code optimizer} it returns the
     * whole file that the worker uploaded, which also has the moments of the optimiser.
     */
    @GetMapping(path = "/api/checkpoints/{id}/model.safetensors", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> downloadCheckpoint(
            @PathVariable UUID id, @RequestParam(defaultValue = "false") boolean optimizer) throws IOException {
        Checkpoint checkpoint = checkpoints.get(id);
        String name = optimizer ? "training" : "model";
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .eTag(name + "-" + checkpoint.sha256())
                .header(HttpHeaders.CONTENT_DISPOSITION, attachment(name, checkpoint, "safetensors"))
                .body(optimizer ? new FileSystemResource(file(checkpoint)) : weights(checkpoint));
    }

    /** Returns the spec of the model in canonical JSON. */
    @GetMapping(path = "/api/checkpoints/{id}/spec.json", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<JsonNode> downloadCheckpointSpec(@PathVariable UUID id) throws IOException {
        Checkpoint checkpoint = checkpoints.get(id);
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_DISPOSITION, attachment("spec", checkpoint, "json"))
                .body(JSON.readTree(weights(checkpoint).spec()));
    }

    /** Returns the file after reading all of it, so that damage is never served with a checksum of its own. */
    private Path file(Checkpoint checkpoint) {
        if (checkpoint.damage() != null) {
            throw new DamagedCheckpointException(checkpoint, checkpoint.damage());
        }
        try {
            return store.findSound(checkpoint.sha256());
        } catch (DamagedContentException e) {
            checkpoints.recordDamage(checkpoint.sha256(), e.damage());
            throw new DamagedCheckpointException(checkpoint, e.damage());
        }
    }

    private WeightsResource weights(Checkpoint checkpoint) throws IOException {
        return WeightsResource.find(file(checkpoint))
                .orElseThrow(() -> NotFoundException.of("readable model in checkpoint", checkpoint.id()));
    }

    private static String attachment(String name, Checkpoint checkpoint, String type) {
        return ContentDisposition.attachment()
                .filename(name + "-step-" + checkpoint.step() + "." + type)
                .build()
                .toString();
    }
}
