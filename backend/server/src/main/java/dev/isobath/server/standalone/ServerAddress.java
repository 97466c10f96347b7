package dev.isobath.server.standalone;

import java.net.URI;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Where the web server listens, known once it does. */
@Component
record ServerAddress(Environment environment) {

    /** For this machine's own use, and for the address line of a terminal. */
    URI local() {
        String host = environment.getProperty("server.address", "localhost");
        boolean everywhere = host.equals("0.0.0.0") || host.equals("::") || host.equals("127.0.0.1");
        return URI.create(
                "http://" + (everywhere ? "localhost" : host) + ":" + environment.getProperty("local.server.port"));
    }
}
