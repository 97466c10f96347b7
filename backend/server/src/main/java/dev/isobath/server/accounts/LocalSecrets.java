package dev.isobath.server.accounts;

import dev.isobath.server.home.Home;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * What whoever owns the installation's folder may do without signing in: act as its administrator with the token in {@code
 * token}, and let a worker node join with the one in {@code worker-token}. Both are made anew when missing or revoked.
 */
@Component
class LocalSecrets implements InitializingBean {

    private static final String TOKEN_FILE = "token";
    private static final String WORKER_TOKEN_FILE = "worker-token";
    private static final int LEAST_LENGTH = 20;

    private final Accounts accounts;
    private final ApiTokens tokens;
    private final WorkerTokens workerTokens;
    private final Home home;
    private final String configured;

    LocalSecrets(
            Accounts accounts,
            ApiTokens tokens,
            WorkerTokens workerTokens,
            Home home,
            @Value("${isobath.worker-token:}") String configured) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.workerTokens = workerTokens;
        this.home = home;
        this.configured = configured.strip();
    }

    @Override
    public void afterPropertiesSet() {
        renew();
        if (!configured.isEmpty()) {
            if (configured.length() < LEAST_LENGTH) {
                throw new IllegalStateException(
                        "isobath.worker-token (ISOBATH_WORKER_TOKEN) is too short to be a secret; give "
                                + "it at least " + LEAST_LENGTH
                                + " random characters, for example from: openssl rand -hex 32");
            }
            workerTokens.configure(new Token(configured));
        }
    }

    /** Makes both files hold tokens that work. */
    void renew() {
        if (home.secret(TOKEN_FILE)
                .filter(text -> tokens.isValid(new Token(text)))
                .isEmpty()) {
            ApiTokens.Issued issued = tokens.issue(accounts.firstAdministrator(), "this installation", null);
            home.writeSecret(TOKEN_FILE, issued.secret().text());
        }
        if (home.secret(WORKER_TOKEN_FILE)
                .filter(text -> workerTokens.isValid(new Token(text)))
                .isEmpty()) {
            home.writeSecret(
                    WORKER_TOKEN_FILE, workerTokens.issue("local worker").text());
        }
    }
}
