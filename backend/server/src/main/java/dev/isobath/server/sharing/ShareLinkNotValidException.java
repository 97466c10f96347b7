package dev.isobath.server.sharing;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpStatus;

/** The same whether a link never was, has expired or was revoked: a stranger learns nothing. */
final class ShareLinkNotValidException extends ProblemException {

    ShareLinkNotValidException() {
        super(
                HttpStatus.NOT_FOUND,
                "not-found",
                "Not found",
                "this link is not valid, or not any more; ask whoever sent it for a new one");
    }
}
