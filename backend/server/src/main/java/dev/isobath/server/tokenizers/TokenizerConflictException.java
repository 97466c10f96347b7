package dev.isobath.server.tokenizers;

import dev.isobath.server.problems.FieldError;
import dev.isobath.server.problems.ProblemException;
import java.util.List;
import org.springframework.http.HttpStatus;

/** Thrown when a request conflicts with the existing tokenizers or experiments. */
final class TokenizerConflictException extends ProblemException {

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

    static TokenizerConflictException deletedMeanwhile() {
        return new TokenizerConflictException(
                "changed-meanwhile",
                "Changed meanwhile",
                "the same file was deleted under another name in this moment; send it again",
                List.of());
    }
}
