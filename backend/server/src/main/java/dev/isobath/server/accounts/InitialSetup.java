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
 * The first sign-in of an installation. Until its administrator has a password, every start makes a new link that sets one;
 * the link is in the log and in the file {@code setup}, and ends when it is used.
 */
@Component
public class InitialSetup implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(InitialSetup.class);
    private static final String FILE = "setup";

    private final UserRepository accounts;
    private final OneTimeLinkRepository links;
    private final PublicUrl publicUrl;
    private final HomeDirectory home;
    private volatile @Nullable SecretToken token;

    InitialSetup(UserRepository accounts, OneTimeLinkRepository links, PublicUrl publicUrl, HomeDirectory home) {
        this.accounts = accounts;
        this.links = links;
        this.publicUrl = publicUrl;
        this.home = home;
    }

    /** True until the administrator of this installation has a password. */
    public boolean isRequired() {
        return !accounts.administratorHasPassword();
    }

    /**
     * The page where the administrator sets a password, while that is still to be done.
     *
     * @param base address to use when none is configured, without a slash at the end
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
            token = links.issueSetup(accounts.findOrCreateAdministrator());
        } else {
            complete();
        }
    }

    @EventListener
    void onListening(ServletWebServerInitializedEvent event) {
        // The management port, where there is one, has a server of its own.
        if (event.getApplicationContext().getParent() == null) {
            pendingLink("http://localhost:" + event.getWebServer().getPort()).ifPresent(link -> {
                home.writeSecret(FILE, link.toString());
                log.info("Nobody can sign in yet. To set up the administrator, open the setup link: {}", link);
            });
        }
    }

    /** No link is needed any more. */
    void complete() {
        token = null;
        links.deleteSetupLinks();
        home.deleteSecret(FILE);
    }
}
