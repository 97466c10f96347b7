package dev.isobath.server.signals;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;

/**
 * The connection of a call that waits for its answer. The container notices that a client is gone only when it writes to it, and even then
 * the first bytes seem to arrive. So a call that waits asks the connection itself.
 */
public final class ClientConnection {

    /** The count of bytes with which the container says that the next read fails or finds the end. */
    private static final int FAILS = 1;

    private final Request request;

    ClientConnection(Request request) {
        this.request = request;
    }

    /** Returns the connection that a request came by. */
    public static ClientConnection of(HttpServletRequest request) {
        return (ClientConnection) Objects.requireNonNull(request.getAttribute(ClientConnection.class.getName()));
    }

    /**
     * Returns whether the client has closed the connection. The body of the request must have been read. Bytes that wait to be read belong
     * to the client's next request, so it is there.
     */
    boolean isClosed() {
        request.action(ActionCode.AVAILABLE, true);
        return request.getAvailable() == FAILS;
    }
}
