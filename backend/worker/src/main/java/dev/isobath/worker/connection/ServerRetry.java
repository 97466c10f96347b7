package dev.isobath.worker.connection;

import java.io.IOException;
import java.time.Duration;

/** Repeats a call while the server is away, until it is answered or the lease is superseded. */
public final class ServerRetry {

    private final LeaseGuard lease;
    private final Outage outage;
    private final Backoff backoff;

    public ServerRetry(LeaseGuard lease, Outage outage, Backoff backoff) {
        this.lease = lease;
        this.outage = outage;
        this.backoff = backoff;
    }

    /** A call to the server. */
    public interface Call<T> {
        T make() throws CallFailed, IOException, InterruptedException;
    }

    /**
     * Makes a call, and makes it again while the server is away.
     *
     * @throws CallFailed when the server refused; never {@link CallFailed.Away}
     */
    public <T> T call(Call<T> call) throws CallFailed, IOException, InterruptedException {
        while (true) {
            lease.checkCurrent();
            try {
                T answer = call.make();
                answered();
                return answer;
            } catch (CallFailed.Away away) {
                lease.await(failed(away));
            }
        }
    }

    /** Waits before a call is repeated for another reason than the server being away. */
    public void rest() throws InterruptedException {
        lease.await(backoff.next());
    }

    /** Notes that the server answered. */
    public void answered() {
        outage.answered();
        backoff.reset();
    }

    /** Notes a failed call and returns how long to wait before the next one. */
    public Duration failed(CallFailed.Away away) {
        outage.away(away);
        Duration wait = backoff.next();
        return wait.compareTo(away.retryAfter()) > 0 ? wait : away.retryAfter();
    }
}
