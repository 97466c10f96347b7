package dev.isobath.server.standalone;

import java.net.URI;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** The address of the web server. It is known once the web server listens. */
@Component
record ServerAddress(Environment environment) {

    /** Returns the URL for programs and browsers on this machine. */
    URI local() {
        String host = environment.getProperty("server.address", "localhost");
        boolean everywhere = host.equals("0.0.0.0") || host.equals("::") || host.equals("127.0.0.1");
        return URI.create(
                "http://" + (everywhere ? "localhost" : host) + ":" + environment.getProperty("local.server.port"));
    }
}
