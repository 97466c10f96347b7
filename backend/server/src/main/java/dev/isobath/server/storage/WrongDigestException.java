package dev.isobath.server.storage;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpStatus;

/** Thrown when content that arrives does not have the digest that was announced. Nothing of it is stored. */
public final class WrongDigestException extends ProblemException {

    WrongDigestException(String announced, String found) {
        super(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "digest-mismatch",
                "Damaged on the way",
                "the content has digest " + found + ", but " + announced + " was announced; send it again");
    }
}
