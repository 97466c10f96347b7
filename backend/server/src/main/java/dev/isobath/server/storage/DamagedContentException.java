package dev.isobath.server.storage;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpStatus;

/** Thrown when content is not in the store as it was put there. */
public final class DamagedContentException extends ProblemException {

    private final String damage;

    private DamagedContentException(String sha256, String damage) {
        super(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "content-damaged",
                "Stored content damaged",
                "the content with digest " + sha256 + " cannot be used: " + damage);
        this.damage = damage;
    }

    static DamagedContentException missing(String sha256) {
        return new DamagedContentException(sha256, "it is missing from the server's store");
    }

    static DamagedContentException changed(String sha256, String found) {
        return new DamagedContentException(sha256, "what the server's store has in its place has digest " + found);
    }

    /** Returns what is wrong, as a clause that begins with a pronoun or a noun in lower case. */
    public String damage() {
        return damage;
    }
}
