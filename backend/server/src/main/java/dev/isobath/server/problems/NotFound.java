package dev.isobath.server.problems;

import org.springframework.http.HttpStatus;

/** There is no such thing, or the asking user may not know of it. */
public final class NotFound extends ProblemException {

    private NotFound(String detail) {
        super(HttpStatus.NOT_FOUND, "not-found", "Not found", detail);
    }

    /** Names what was looked for, for example {@code experiment} and its id. */
    public static NotFound of(String what, Object id) {
        return new NotFound("there is no " + what + " '" + id + "'");
    }
}
