package dev.isobath.server.accounts;

import dev.isobath.server.home.HomeDirectory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The tokens in the installation's folder, for its owner to use without signing in. The file {@code token} has an API token of
 * the administrator, and {@code worker-token} has a token with which worker nodes join. A token that is missing or revoked is
 * replaced at the next start.
 */
@Component
class LocalSecrets implements InitializingBean {

    private static final String TOKEN_FILE = "token";
    private static final String WORKER_TOKEN_FILE = "worker-token";
    private static final int MIN_LENGTH = 20;

    private final UserRepository users;
    private final ApiTokenRepository tokens;
    private final WorkerTokenRepository workerTokens;
    private final HomeDirectory home;
    private final String configured;

    LocalSecrets(
            UserRepository users,
            ApiTokenRepository tokens,
            WorkerTokenRepository workerTokens,
            HomeDirectory home,
            @Value("${isobath.worker-token:}") String configured) {
        this.users = users;
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

    /** Replaces the token of each file unless it is valid. */
    void ensureValidTokens() {
        if (home.readSecret(TOKEN_FILE)
                .filter(text -> tokens.isValid(new SecretToken(text)))
                .isEmpty()) {
            ApiTokenRepository.Issued issued =
                    tokens.issue(users.findOrCreateAdministrator(), "this installation", null);
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
