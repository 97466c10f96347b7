package dev.isobath.server.accounts;

import dev.isobath.server.home.Home;
import java.util.UUID;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/**
 * What whoever owns the installation's folder may do without signing in: act as its administrator with the token in {@code
 * token}, and let a worker node join with the one in {@code worker-token}. Both are made anew when missing or revoked.
 */
@Component
class LocalSecrets implements InitializingBean {

    private static final String TOKEN_FILE = "token";
    private static final String WORKER_TOKEN_FILE = "worker-token";

    private final Accounts accounts;
    private final Home home;

    LocalSecrets(Accounts accounts, Home home) {
        this.accounts = accounts;
        this.home = home;
    }

    @Override
    public void afterPropertiesSet() {
        UUID administrator = accounts.findFirstAdministrator()
                .orElseGet(() -> accounts.addAdministrator("Administrator", "admin@localhost"));
        if (home.secret(TOKEN_FILE)
                .flatMap(text -> accounts.findByToken(new Token(text)))
                .isEmpty()) {
            home.writeSecret(
                    TOKEN_FILE,
                    accounts.addToken(administrator, "this installation").text());
        }
        if (home.secret(WORKER_TOKEN_FILE)
                .filter(text -> accounts.isWorkerToken(new Token(text)))
                .isEmpty()) {
            home.writeSecret(
                    WORKER_TOKEN_FILE, accounts.addWorkerToken("local worker").text());
        }
    }
}
