package dev.isobath.server.accounts;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpStatus;

/** Thrown when a request does not fit the state of the account or of the installation. */
final class AccountConflictException extends ProblemException {

    private AccountConflictException(String slug, String title, String detail) {
        super(HttpStatus.CONFLICT, slug, title, detail);
    }

    static AccountConflictException alreadySetUp() {
        return new AccountConflictException(
                "already-set-up",
                "Already set up",
                "this installation has its administrator; sign in, or ask for an invitation");
    }

    static AccountConflictException ownAccount() {
        return new AccountConflictException(
                "own-account",
                "Own account",
                "nobody can deactivate the account they act with; another administrator has to do it");
    }

    static AccountConflictException deactivated(UserView user) {
        return new AccountConflictException(
                "deactivated", "Account deactivated", "the account of " + user.name() + " is deactivated");
    }
}
