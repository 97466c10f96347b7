package dev.isobath.server.corpora;

import dev.isobath.server.problems.FieldError;
import dev.isobath.server.problems.ProblemException;
import java.util.List;
import org.springframework.http.HttpStatus;

/** What is asked does not fit what is there. */
final class CorpusConflict extends ProblemException {

    private CorpusConflict(String slug, String title, String detail, List<FieldError> errors) {
        super(HttpStatus.CONFLICT, slug, title, detail, errors);
    }

    static CorpusConflict nameTaken(CorpusName name) {
        return new CorpusConflict(
                "name-taken",
                "Name taken",
                "a corpus '" + name.text() + "' is there already; choose another name",
                List.of(new FieldError("/name", "belongs to another corpus already")));
    }

    static CorpusConflict inUse(String name) {
        return new CorpusConflict(
                "corpus-in-use",
                "Corpus in use",
                "experiments were trained on '" + name + "', or will be; it is kept with them",
                List.of());
    }

    static CorpusConflict deletedMeanwhile() {
        return new CorpusConflict(
                "changed-meanwhile",
                "Changed meanwhile",
                "the same text was deleted under another name in this moment; send it again",
                List.of());
    }
}
