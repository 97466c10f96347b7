package dev.isobath.server.accounts;

import dev.isobath.server.problems.FieldError;
import dev.isobath.server.problems.ProblemException;
import java.util.List;
import org.springframework.http.HttpStatus;

/** Thrown when the email of an account belongs to another account already. */
final class EmailTakenException extends ProblemException {

    EmailTakenException(String email) {
        super(
                HttpStatus.CONFLICT,
                "email-taken",
                "Email taken",
                "an account with the email " + email + " exists already; sign in, or use another email",
                List.of(new FieldError("/email", "belongs to another account already")));
    }
}
