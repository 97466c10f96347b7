package dev.isobath.worker.connection;

import java.time.Duration;

/** A failed call to the server. Each kind of failure has its own type, because each is handled differently. */
public abstract sealed class CallFailed extends Exception {

    private CallFailed(String message) {
        super(message);
    }

    /** The server did not answer, or cannot answer now. The call can be tried again later. */
    public static final class Away extends CallFailed {
        private final Duration retryAfter;

        Away(String message, Duration retryAfter) {
            super(message);
            this.retryAfter = retryAfter;
        }

        /** Returns the least time to wait that the server asked for; zero when it asked for none. */
        Duration retryAfter() {
            return retryAfter;
        }
    }

    /** The lease is not this node's any more. Its work ends and is forgotten. */
    public static final class Superseded extends CallFailed {
        public Superseded(String message) {
            super(message);
        }
    }

    /** The bearer token is not accepted. */
    public static final class TokenRefused extends CallFailed {
        TokenRefused(String message) {
            super(message);
        }
    }

    /** The server understood the call and refused it. Another try would change nothing. */
    public static final class Refused extends CallFailed {
        Refused(String message) {
            super(message);
        }
    }
}
