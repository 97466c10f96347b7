package dev.isobath.worker.connection;

import java.time.Duration;

/** A call to the server did not do what it was made for. What to do about it differs, so each kind has its type. */
public abstract sealed class CallFailed extends Exception {

    private CallFailed(String message) {
        super(message);
    }

    /** Nobody answered, or not for now: try again later. */
    public static final class Away extends CallFailed {
        private final Duration retryAfter;

        Away(String message, Duration retryAfter) {
            super(message);
            this.retryAfter = retryAfter;
        }

        /** The least time to wait, as the server asked; zero when it did not. */
        Duration retryAfter() {
            return retryAfter;
        }
    }

    /** The attempt is not this node's any more: end it and forget it. */
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

    /** The server understood and refused; asking again changes nothing. */
    public static final class Refused extends CallFailed {
        Refused(String message) {
            super(message);
        }
    }
}
