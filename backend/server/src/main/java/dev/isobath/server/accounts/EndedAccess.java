package dev.isobath.server.accounts;

import dev.isobath.server.signals.SignalBus;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Tells all servers that a user has lost a way in: a session, an API token, or the account. What was opened in the user's name and goes on
 * for long, such as an event stream, ends then. A client that still has another way in opens it again.
 */
@Component
public class EndedAccess {

    /** The topic of the signal. Its message is the id of the user. */
    public static final String TOPIC = "access-ended";

    private final SignalBus signals;

    EndedAccess(SignalBus signals) {
        this.signals = signals;
    }

    /** Tells it when the caller's transaction commits, or at once where there is none. */
    void of(UUID user) {
        signals.send(TOPIC, user.toString());
    }
}
