package dev.isobath.server.accounts;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpStatus;

/** What is asked does not fit the state of the account. */
final class NotPossible extends ProblemException {

    private NotPossible(String slug, String title, String detail) {
        super(HttpStatus.CONFLICT, slug, title, detail);
    }

    static NotPossible alreadySetUp() {
        return new NotPossible(
                "already-set-up",
                "Already set up",
                "this installation has its administrator; sign in, or ask for an invitation");
    }

    static NotPossible ownAccount() {
        return new NotPossible(
                "own-account",
                "Own account",
                "nobody can deactivate the account they act with; another administrator has to do it");
    }

    static NotPossible deactivated(Person person) {
        return new NotPossible(
                "deactivated", "Account deactivated", "the account of " + person.name() + " is deactivated");
    }
}
