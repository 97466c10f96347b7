package dev.isobath.server.corpora;

import dev.isobath.server.storage.BlobOwner;
import java.util.List;
import org.springframework.stereotype.Component;

/** Keeps what a corpus refers to: its text and the index of its documents. */
@Component
class CorpusBlobs implements BlobOwner {

    @Override
    public List<String> blobColumns() {
        return List.of("corpus.sha256", "corpus.documents_sha256");
    }
}
