package dev.isobath.server.standalone;

import dev.isobath.server.accounts.InitialSetup;
import dev.isobath.server.home.HomeDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Prints the address of the server when it has started and, until the initial setup is done, the setup link. It also writes the
 * address to a file for the launcher.
 */
@Component
@Profile("standalone")
class StartupAnnouncer {

    private static final String ADDRESS_FILE = "server.address";

    private final HomeDirectory home;
    private final ServerAddress address;
    private final InitialSetup setup;

    StartupAnnouncer(HomeDirectory home, ServerAddress address, InitialSetup setup) {
        this.home = home;
        this.address = address;
        this.setup = setup;
    }

    @EventListener(ApplicationReadyEvent.class)
    void announce() throws IOException {
        URI local = address.local();
        Files.writeString(home.folder().resolve(ADDRESS_FILE), local + "\n");
        System.out.println("Isobath runs at " + local);
        setup.pendingLink(local.toString())
                .ifPresent(link -> System.out.println("First start: choose your name and password at " + link));
        System.out.println("Data and logs are in " + home.folder() + ". Ctrl-C stops it.");
    }

    @EventListener(ContextClosedEvent.class)
    void withdraw() throws IOException {
        System.out.println("Stopping. What runs is saved and goes on at the next start.");
        Files.deleteIfExists(home.folder().resolve(ADDRESS_FILE));
    }
}
