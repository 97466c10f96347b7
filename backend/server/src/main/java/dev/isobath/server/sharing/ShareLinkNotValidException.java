package dev.isobath.server.sharing;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpStatus;

/**
 * Thrown when a share link does not exist, has expired or was revoked. All three look the same, so that a stranger learns
 * nothing.
 */
final class ShareLinkNotValidException extends ProblemException {

    ShareLinkNotValidException() {
        super(
                HttpStatus.NOT_FOUND,
                "not-found",
                "Not found",
                "this link is not valid, or not any more; ask whoever sent it for a new one");
    }
}
