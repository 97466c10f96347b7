package dev.isobath.server.accounts;

import dev.isobath.server.home.HomeDirectory;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The initial setup of an installation, in which the administrator chooses a password. Until then every start creates a new
 * setup link and writes it to the log and to the file {@code setup}. The link can be used once.
 */
@Component
public class InitialSetup implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(InitialSetup.class);
    private static final String FILE = "setup";

    private final UserRepository users;
    private final OneTimeLinkRepository links;
    private final PublicUrl publicUrl;
    private final HomeDirectory home;
    private volatile @Nullable SecretToken token;

    InitialSetup(UserRepository users, OneTimeLinkRepository links, PublicUrl publicUrl, HomeDirectory home) {
        this.users = users;
        this.links = links;
        this.publicUrl = publicUrl;
        this.home = home;
    }

    /** Returns whether the administrator of this installation still has no password. */
    public boolean isRequired() {
        return !users.administratorHasPassword();
    }

    /**
     * Returns the link to the page on which the administrator chooses a password, or nothing after the setup.
     *
     * @param base the URL to use when none is configured, without a slash at the end
     */
    public Optional<URI> pendingLink(String base) {
        SecretToken pending = token;
        return pending != null && isRequired()
                ? Optional.of(URI.create(publicUrl.orElse(base) + "/setup?token=" + pending.text()))
                : Optional.empty();
    }

    @Override
    public void afterPropertiesSet() {
        if (isRequired()) {
            token = links.issueSetup(users.findOrCreateAdministrator());
        } else {
            complete();
        }
    }

    @EventListener
    void onListening(ServletWebServerInitializedEvent event) {
        // A separate management port has a web server of its own, for which nothing is logged.
        if (event.getApplicationContext().getParent() == null) {
            pendingLink("http://localhost:" + event.getWebServer().getPort()).ifPresent(link -> {
                home.writeSecret(FILE, link.toString());
                log.info("Nobody can sign in yet. To set up the administrator, open the setup link: {}", link);
            });
        }
    }

    /** Deletes the setup link. */
    void complete() {
        token = null;
        links.deleteSetupLinks();
        home.deleteSecret(FILE);
    }
}
