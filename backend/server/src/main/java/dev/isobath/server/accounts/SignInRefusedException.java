package dev.isobath.server.accounts;

import dev.isobath.server.problems.ProblemException;
import org.springframework.http.HttpStatus;

/** Whoever asks could not show that they may come in. */
final class SignInRefusedException extends ProblemException {

    private SignInRefusedException(String slug, String title, String detail) {
        super(HttpStatus.UNAUTHORIZED, slug, title, detail);
    }

    /** Does not say which of the two was wrong, or whether there is such an account. */
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
