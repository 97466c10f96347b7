package dev.isobath.server.checkpoints;

import dev.isobath.server.storage.BlobOwner;
import java.util.List;
import org.springframework.stereotype.Component;

/** Keeps what a checkpoint or a start point refers to, whatever else refers to the same content. */
@Component
class CheckpointBlobs implements BlobOwner {

    @Override
    public List<String> blobColumns() {
        return List.of("checkpoint.sha256", "start_point.sha256");
    }
}
