package dev.isobath.server.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.env.Environment;

/**
 * Notices that the port of the server is taken before anything else is done. The web server itself starts last, when the first start has
 * made a database already.
 */
public final class PortCheck {

    private PortCheck() {}

    /** Ends this process with one line and status 1 when the port of a server with an embedded database is taken. */
    public static void checkOrExit(Environment environment) {
        if (!"embedded".equals(environment.getProperty("isobath.database"))) {
            return;
        }
        try {
            check(
                    environment.getProperty("server.address", "0.0.0.0"),
                    environment.getProperty("server.port", Integer.class, 0));
        } catch (IOException | PortInUseException taken) {
            StartupFailureReporter.report(taken);
            System.exit(1);
        }
    }

    /**
     * Listens at the address for a moment. Port 0 is any free one.
     *
     * @throws PortInUseException when the port is taken
     */
    static void check(String address, int port) throws IOException {
        InetSocketAddress wanted = new InetSocketAddress(InetAddress.getByName(address), port);
        try (ServerSocket socket = new ServerSocket()) {
            // The web server reuses the address too, which is free again at once after a server that has ended.
            socket.setReuseAddress(true);
            socket.bind(wanted);
        } catch (IOException e) {
            PortInUseException.throwIfPortBindingException(e, () -> port);
            throw e;
        }
    }
}
