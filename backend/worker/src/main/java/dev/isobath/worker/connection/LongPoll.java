package dev.isobath.worker.connection;

import java.time.Duration;
import java.util.Optional;

/** Asks the server for something to do, for as long as the server holds the call. */
public final class LongPoll<T> {

    public static final int WAIT_SECONDS = 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(WAIT_SECONDS + 15);
    /** A server that answers a long poll sooner than this does not hold it. */
    private static final Duration SHORT_POLL = Duration.ofSeconds(1);

    private final ServerConnection server;
    private final String path;
    private final String token;
    private final Class<T> type;
    private final Outage outage;
    private final Backoff backoff;

    public LongPoll(ServerConnection server, String path, String token, Class<T> type, Outage outage, Backoff backoff) {
        this.server = server;
        this.path = path;
        this.token = token;
        this.type = type;
        this.outage = outage;
        this.backoff = backoff;
    }

    /**
     * Asks once. When the server is away, it waits before it returns.
     *
     * @throws CallFailed never {@link CallFailed.Away}
     */
    public Optional<T> ask(Object request) throws CallFailed, InterruptedException {
        try {
            long asked = System.nanoTime();
            byte[] answer = server.post(path, token, request, TIMEOUT);
            outage.answered();
            if (answer != null) {
                backoff.reset();
                return Optional.of(ServerConnection.read(answer, type));
            }
            if (System.nanoTime() - asked < SHORT_POLL.toNanos()) {
                Thread.sleep(backoff.next());
            } else {
                backoff.reset();
            }
        } catch (CallFailed.Away away) {
            outage.away(away);
            Duration wait = backoff.next();
            Thread.sleep(wait.compareTo(away.retryAfter()) > 0 ? wait : away.retryAfter());
        }
        return Optional.empty();
    }
}
