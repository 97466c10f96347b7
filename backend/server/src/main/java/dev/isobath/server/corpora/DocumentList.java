package dev.isobath.server.corpora;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * Some documents of a corpus.
 *
 * @param total how many there are
 */
record DocumentList(List<Document> documents, long total) {

    /**
     * One document.
     *
     * @param name path of its file, with the line in it where lines are documents
     */
    @Schema(name = "CorpusDocument")
    record Document(String name, long bytes) {}
}
