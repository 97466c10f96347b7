package dev.isobath.server.tokenizers;

import dev.isobath.server.problems.FieldError;
import dev.isobath.server.problems.ProblemException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;

/** Thrown when a request conflicts with the existing tokenizers or experiments. */
final class TokenizerConflictException extends ProblemException {

    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private TokenizerConflictException(String slug, String title, String detail, List<FieldError> errors) {
        super(HttpStatus.CONFLICT, slug, title, detail, errors);
    }

    static TokenizerConflictException nameTaken(TokenizerName name) {
        return new TokenizerConflictException(
                "name-taken",
                "Name taken",
                "a tokenizer '" + name.text() + "' is there already; choose another name",
                List.of(new FieldError("/name", "belongs to another tokenizer already")));
    }

    static TokenizerConflictException inUse(String name) {
        return new TokenizerConflictException(
                "tokenizer-in-use",
                "Tokenizer in use",
                "experiments were trained with '" + name + "', or will be; it is kept with them",
                List.of());
    }

    /**
     * Makes the failure for a tokenizer that only deleted experiments use.
     *
     * @param until when the last of them is removed for good
     */
    static TokenizerConflictException usedByDeleted(String name, Instant until) {
        return new TokenizerConflictException(
                "tokenizer-in-use",
                "Tokenizer in use",
                "only deleted experiments use '%s' any more, and they can be restored until %s UTC; delete it after that"
                        .formatted(name, MINUTES.format(until)),
                List.of());
    }

    static TokenizerConflictException deletedMeanwhile() {
        return new TokenizerConflictException(
                "changed-meanwhile",
                "Changed meanwhile",
                "the same file was deleted under another name in this moment; send it again",
                List.of());
    }
}
