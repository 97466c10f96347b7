package dev.isobath.server.corpora;

import dev.isobath.server.accounts.User;
import dev.isobath.server.home.HomeDirectory;
import dev.isobath.server.projects.Project;
import dev.isobath.server.storage.Blob;
import dev.isobath.server.storage.BlobReferences;
import dev.isobath.server.storage.BlobStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.util.unit.DataSize;

/** Stores uploaded corpora. A text is streamed to the store and never held in memory as a whole. */
@Service
class CorpusUploadService {

    static final int PREVIEW_CHARACTERS = 300;
    private static final int MAX_BYTES_PER_CHARACTER = 4;

    private final CorpusRepository corpora;
    private final BlobStore store;
    private final BlobReferences blobs;
    private final HomeDirectory home;
    private final long limit;

    CorpusUploadService(
            CorpusRepository corpora,
            BlobStore store,
            BlobReferences blobs,
            HomeDirectory home,
            @Value("${isobath.corpus-limit}") DataSize limit) {
        this.corpora = corpora;
        this.store = store;
        this.blobs = blobs;
        this.home = home;
        this.limit = limit.toBytes();
    }

    /** Returns the most bytes of a corpus. */
    long limit() {
        return limit;
    }

    /**
     * Stores the documents of the files as one corpus.
     *
     * @param field the field of records that holds a document
     * @param pointer the JSON pointer of the files in the request, for errors
     */
    CorpusView upload(
            Project project, CorpusName name, List<UploadedFile> files, FieldPath field, String pointer, User user) {
        // This check saves reading two gigabytes in vain. The unique constraint of the database decides below.
        if (corpora.find(project.id(), name.text()).isPresent()) {
            throw CorpusConflictException.nameTaken(name);
        }
        Stored stored = store(files, field, pointer);
        UUID id = UUID.randomUUID();
        try {
            if (!blobs.addReference(
                    stored.blobs(),
                    () -> corpora.add(
                            new Corpus(
                                    id,
                                    name.text(),
                                    stored.text().bytes(),
                                    stored.text().sha256(),
                                    stored.documents(),
                                    stored.index()),
                            stored.source(),
                            project.id(),
                            preview(stored.text()),
                            user.id()))) {
                throw CorpusConflictException.deletedMeanwhile();
            }
        } catch (DuplicateKeyException e) {
            stored.blobs().forEach(blob -> blobs.deleteIfUnreferenced(blob.sha256()));
            throw CorpusConflictException.nameTaken(name);
        }
        return corpora.view(id);
    }

    private record Stored(Blob text, @Nullable Blob index, long documents, CorpusSource source) {
        List<Blob> blobs() {
            return Stream.of(text, index).flatMap(Stream::ofNullable).toList();
        }
    }

    /** Stores the text and the index. The index may be long, so it is written to a temporary file first. */
    private Stored store(List<UploadedFile> files, FieldPath field, String pointer) {
        try {
            Path temporary = Files.createTempFile(home.subdirectory("uploads"), "documents", ".part");
            try {
                long documents;
                CorpusSource source;
                Blob text;
                try (OutputStream index = new BufferedOutputStream(Files.newOutputStream(temporary));
                        CorpusInputStream joined =
                                new CorpusInputStream(files, field, new UploadBudget(limit), pointer, index)) {
                    text = store.put(joined, limit);
                    documents = joined.documents();
                    source = joined.source();
                }
                return new Stored(text, documents > 1 ? index(temporary, text) : null, documents, source);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot take the upload in", e);
        }
    }

    private Blob index(Path temporary, Blob text) throws IOException {
        try (InputStream lines = Files.newInputStream(temporary)) {
            return store.put(lines, Long.MAX_VALUE);
        } catch (IOException | RuntimeException e) {
            blobs.deleteIfUnreferenced(text.sha256());
            throw e;
        }
    }

    private String preview(Blob text) {
        try (InputStream content = store.open(text.sha256())) {
            String beginning = new String(
                    content.readNBytes(MAX_BYTES_PER_CHARACTER * PREVIEW_CHARACTERS), StandardCharsets.UTF_8);
            int characters = Math.min(PREVIEW_CHARACTERS, beginning.codePointCount(0, beginning.length()));
            return beginning.substring(0, beginning.offsetByCodePoints(0, characters));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what was just stored", e);
        }
    }

    /** Deletes a corpus, and its text unless another corpus has the same text. */
    void delete(Corpus corpus) {
        corpora.delete(corpus.id(), corpus.name());
        blobs.deleteIfUnreferenced(corpus.sha256());
        Blob index = corpus.index();
        if (index != null) {
            blobs.deleteIfUnreferenced(index.sha256());
        }
    }
}
