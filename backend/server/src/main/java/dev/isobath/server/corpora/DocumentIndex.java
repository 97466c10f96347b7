package dev.isobath.server.corpora;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.storage.Blob;
import dev.isobath.server.storage.BlobStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.stereotype.Component;

/** Reads the index of the documents of a corpus. */
@Component
class DocumentIndex {

    private static final int MAX_LIMIT = 1_000;

    private final BlobStore store;

    DocumentIndex(BlobStore store) {
        this.store = store;
    }

    /**
     * Returns a page of the documents, in their order.
     *
     * @param from the number of documents to skip
     */
    DocumentList list(Corpus corpus, long from, int limit) {
        if (from < 0 || limit < 1 || limit > MAX_LIMIT) {
            throw BadRequestException.malformed("from must be at least 0, limit between 1 and " + MAX_LIMIT);
        }
        Blob index = corpus.index();
        if (index == null) {
            DocumentList.Document only = new DocumentList.Document(corpus.name(), corpus.bytes());
            return new DocumentList(from == 0 ? List.of(only) : List.of(), 1);
        }
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(store.open(index.sha256()), StandardCharsets.UTF_8))) {
            return new DocumentList(
                    lines.lines()
                            .skip(from)
                            .limit(limit)
                            .map(DocumentIndex::document)
                            .toList(),
                    corpus.documents());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the documents of " + corpus.name(), e);
        }
    }

    private static DocumentList.Document document(String line) {
        int tab = line.indexOf('\t');
        return new DocumentList.Document(line.substring(tab + 1), Long.parseLong(line, 0, tab, 10));
    }
}
