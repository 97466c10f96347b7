package dev.isobath.server.tokenizers;

import dev.isobath.server.storage.BlobOwner;
import java.util.List;
import org.springframework.stereotype.Component;

/** Keeps what a tokenizer refers to. */
@Component
class TokenizerBlobs implements BlobOwner {

    @Override
    public List<String> blobColumns() {
        return List.of("tokenizer.sha256");
    }
}
