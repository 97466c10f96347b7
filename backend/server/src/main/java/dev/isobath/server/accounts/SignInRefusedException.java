package dev.isobath.server.accounts;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpStatus;

/** Thrown when a sign-in, a setup or the use of a link is refused. */
final class SignInRefusedException extends ProblemException {

    private SignInRefusedException(String slug, String title, String detail) {
        super(HttpStatus.UNAUTHORIZED, slug, title, detail);
    }

    /**
     * Makes the exception for a wrong email or password. It does not say which of the two is wrong or whether the account
     * exists.
     */
    static SignInRefusedException wrongCredentials() {
        return new SignInRefusedException("wrong-credentials", "Not signed in", "email or password is wrong");
    }

    static SignInRefusedException linkNotValid() {
        return new SignInRefusedException(
                "link-not-valid",
                "Link not valid",
                "this link was used already, has expired or never was; ask an administrator for a new one");
    }

    static SignInRefusedException wrongSetupToken() {
        return new SignInRefusedException(
                "link-not-valid",
                "Link not valid",
                "this is not the set-up link of the running server; the file 'setup' in the installation's folder and the "
                        + "server's log hold the right one");
    }
}
