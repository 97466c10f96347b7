package dev.isobath.server.accounts;

import dev.isobath.server.home.HomeDirectory;
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
    private static final int MIN_LENGTH = 20;

    private final UserRepository accounts;
    private final ApiTokenRepository tokens;
    private final WorkerTokenRepository workerTokens;
    private final HomeDirectory home;
    private final String configured;

    LocalSecrets(
            UserRepository accounts,
            ApiTokenRepository tokens,
            WorkerTokenRepository workerTokens,
            HomeDirectory home,
            @Value("${isobath.worker-token:}") String configured) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.workerTokens = workerTokens;
        this.home = home;
        this.configured = configured.strip();
    }

    @Override
    public void afterPropertiesSet() {
        ensureValidTokens();
        if (!configured.isEmpty()) {
            if (configured.length() < MIN_LENGTH) {
                throw new IllegalStateException(
                        "isobath.worker-token (ISOBATH_WORKER_TOKEN) is too short to be a secret; give "
                                + "it at least " + MIN_LENGTH
                                + " random characters, for example from: openssl rand -hex 32");
            }
            workerTokens.configure(new SecretToken(configured));
        }
    }

    /** Makes both files hold tokens that work. */
    void ensureValidTokens() {
        if (home.readSecret(TOKEN_FILE)
                .filter(text -> tokens.isValid(new SecretToken(text)))
                .isEmpty()) {
            ApiTokenRepository.Issued issued =
                    tokens.issue(accounts.findOrCreateAdministrator(), "this installation", null);
            home.writeSecret(TOKEN_FILE, issued.secret().text());
        }
        if (home.readSecret(WORKER_TOKEN_FILE)
                .filter(text -> workerTokens.isValid(new SecretToken(text)))
                .isEmpty()) {
            home.writeSecret(
                    WORKER_TOKEN_FILE, workerTokens.issue("local worker").text());
        }
    }
}
