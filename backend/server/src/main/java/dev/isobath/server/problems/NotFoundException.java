package dev.isobath.server.problems;

import org.springframework.http.HttpStatus;

/** Thrown when something does not exist or the user may not know of it. */
public final class NotFoundException extends ProblemException {

    private NotFoundException(String detail) {
        super(HttpStatus.NOT_FOUND, "not-found", "Not found", detail);
    }

    /** Makes the exception for a kind of thing, for example {@code experiment}, and the id that was requested. */
    public static NotFoundException of(String what, Object id) {
        return new NotFoundException("there is no " + what + " '" + id + "'");
    }
}
