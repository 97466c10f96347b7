package dev.isobath.server.corpora;

import dev.isobath.server.accounts.User;
import dev.isobath.server.projects.Project;
import dev.isobath.server.storage.Blob;
import dev.isobath.server.storage.BlobStore;
import java.io.InputStream;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/** Takes texts in. They go through to the store as they come; none is ever held in memory. */
@Service
class Uploads {

    private final Corpora corpora;
    private final BlobStore store;
    private final TransactionTemplate transaction;
    private final long limit;

    Uploads(
            Corpora corpora,
            BlobStore store,
            TransactionTemplate transaction,
            @Value("${isobath.corpus-limit}") DataSize limit) {
        this.corpora = corpora;
        this.store = store;
        this.transaction = transaction;
        this.limit = limit.toBytes();
    }

    /** Most bytes taken. */
    long limit() {
        return limit;
    }

    /**
     * Keeps a text.
     *
     * @param pointer where in the request the text is, for refusals
     */
    CorpusView take(Project project, CorpusName name, InputStream text, String pointer, User by) {
        // Said before two gigabytes are read for nothing; the database decides below.
        if (corpora.find(project.id(), name.text()).isPresent()) {
            throw CorpusConflict.nameTaken(name);
        }
        Utf8Check check = new Utf8Check(text, pointer);
        Blob blob = store.put(check, limit);
        UUID id = UUID.randomUUID();
        try {
            transaction.executeWithoutResult(_ -> {
                corpora.lockContent(blob.sha256());
                if (store.find(blob.sha256()).isEmpty()) {
                    throw CorpusConflict.deletedMeanwhile();
                }
                corpora.add(id, project.id(), name, blob, check.preview(), by.id());
            });
        } catch (DuplicateKeyException e) {
            forget(blob.sha256());
            throw CorpusConflict.nameTaken(name);
        }
        return corpora.view(id);
    }

    /** Forgets a corpus, and its text when no other has the same one. */
    void delete(CorpusView corpus) {
        corpora.delete(corpus.id(), corpus.name());
        forget(corpus.sha256());
    }

    private void forget(String sha256) {
        transaction.executeWithoutResult(_ -> {
            corpora.lockContent(sha256);
            if (!corpora.isReferred(sha256)) {
                store.delete(sha256);
            }
        });
    }
}
