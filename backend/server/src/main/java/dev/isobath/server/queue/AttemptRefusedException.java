package dev.isobath.server.queue;

import dev.isobath.server.database.Restorations;
import dev.isobath.server.problems.ProblemException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Thrown when the call of a worker about an attempt is refused. The attempt may have ended or belong to another worker. */
final class AttemptRefusedException extends ProblemException {

    private static final int LONGEST_REASON = 200;

    private AttemptRefusedException(HttpStatus status, String slug, String title, String detail) {
        super(status, slug, title, detail);
    }

    static AttemptRefusedException badToken() {
        return new AttemptRefusedException(
                HttpStatus.UNAUTHORIZED, "unauthorized", "Not allowed", "this is not the token of this attempt");
    }

    /** Refuses the call of an attempt that the database does not have. It was leased after the backup was made that the database was restored from. */
    static AttemptRefusedException unknown(UUID attempt, Optional<Restorations.Restoration> restoration) {
        return restoration
                .map(each -> notCurrent(
                        attempt, "is not known to this server, because " + each.words() + ", before it was leased"))
                .orElseGet(() -> notCurrent(attempt));
    }

    /** Refuses the call of an attempt that has ended. */
    static AttemptRefusedException ended(UUID attempt, @Nullable String reason) {
        return reason == null
                ? notCurrent(attempt)
                : notCurrent(
                        attempt,
                        "has ended: "
                                + (reason.length() <= LONGEST_REASON
                                        ? reason
                                        : reason.substring(0, LONGEST_REASON) + "…"));
    }

    static AttemptRefusedException notCurrent(UUID attempt) {
        return notCurrent(attempt, "has ended or another one has taken over");
    }

    private static AttemptRefusedException notCurrent(UUID attempt, String why) {
        return new AttemptRefusedException(
                HttpStatus.CONFLICT,
                "attempt-not-current",
                "Attempt not current",
                "attempt " + attempt + " " + why + "; stop it and drop what it has to report");
    }

    boolean isNotCurrent() {
        return status() == HttpStatus.CONFLICT;
    }
}
