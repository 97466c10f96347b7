package dev.isobath.server.problems;

import org.springframework.http.HttpStatus;

/** There is no such thing, or the asking user may not know of it. */
public final class NotFoundException extends ProblemException {

    private NotFoundException(String detail) {
        super(HttpStatus.NOT_FOUND, "not-found", "Not found", detail);
    }

    /** Names what was looked for, for example {@code experiment} and its id. */
    public static NotFoundException of(String what, Object id) {
        return new NotFoundException("there is no " + what + " '" + id + "'");
    }
}
