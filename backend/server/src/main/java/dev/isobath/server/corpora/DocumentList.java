package dev.isobath.server.corpora;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * A page of the documents of a corpus.
 *
 * @param total the number of documents in the corpus
 */
record DocumentList(List<Document> documents, long total) {

    /**
     * One document.
     *
     * @param name the path of its file, followed by the number of the line when the file has a document on each line
     */
    @Schema(name = "CorpusDocument")
    record Document(String name, long bytes) {}
}
