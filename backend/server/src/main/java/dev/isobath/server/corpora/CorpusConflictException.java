package dev.isobath.server.corpora;

import dev.isobath.server.problems.FieldError;
import dev.isobath.server.problems.ProblemException;
import java.util.List;
import org.springframework.http.HttpStatus;

/** Thrown when a request conflicts with the existing corpora or experiments. */
final class CorpusConflictException extends ProblemException {

    private CorpusConflictException(String slug, String title, String detail, List<FieldError> errors) {
        super(HttpStatus.CONFLICT, slug, title, detail, errors);
    }

    static CorpusConflictException nameTaken(CorpusName name) {
        return new CorpusConflictException(
                "name-taken",
                "Name taken",
                "a corpus '" + name.text() + "' is there already; choose another name",
                List.of(new FieldError("/name", "belongs to another corpus already")));
    }

    static CorpusConflictException inUse(String name) {
        return new CorpusConflictException(
                "corpus-in-use",
                "Corpus in use",
                "experiments were trained on '" + name + "', or will be; it is kept with them",
                List.of());
    }

    static CorpusConflictException deletedMeanwhile() {
        return new CorpusConflictException(
                "changed-meanwhile",
                "Changed meanwhile",
                "the same text was deleted under another name in this moment; send it again",
                List.of());
    }
}
