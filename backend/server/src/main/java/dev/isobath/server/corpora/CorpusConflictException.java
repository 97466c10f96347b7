package dev.isobath.server.corpora;

import dev.isobath.server.problems.FieldError;
import dev.isobath.server.problems.ProblemException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;

/** Thrown when a request conflicts with the existing corpora or experiments. */
final class CorpusConflictException extends ProblemException {

    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

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

    /**
     * Makes the failure for a corpus that only deleted experiments use.
     *
     * @param until when the last of them is removed for good
     */
    static CorpusConflictException usedByDeleted(String name, Instant until) {
        return new CorpusConflictException(
                "corpus-in-use",
                "Corpus in use",
                "only deleted experiments use '%s' any more, and they can be restored until %s UTC; delete it after that"
                        .formatted(name, MINUTES.format(until)),
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
