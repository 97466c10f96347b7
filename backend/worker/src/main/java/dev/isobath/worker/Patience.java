package dev.isobath.worker;

import java.io.IOException;
import java.time.Duration;

/** Repeats a call while the server is away, until it is answered or the attempt is not ours any more. */
final class Patience {

    private final Orders orders;
    private final Outage outage;
    private final Backoff backoff;

    Patience(Orders orders, Outage outage, Backoff backoff) {
        this.orders = orders;
        this.outage = outage;
        this.backoff = backoff;
    }

    /** A call to the server. */
    interface Call<T> {
        T make() throws CallFailed, IOException, InterruptedException;
    }

    /** @throws CallFailed when the server refused; never {@link CallFailed.Away} */
    <T> T insist(Call<T> call) throws CallFailed, IOException, InterruptedException {
        while (true) {
            orders.checkCurrent();
            try {
                T answer = call.make();
                answered();
                return answer;
            } catch (CallFailed.Away away) {
                orders.await(failed(away));
            }
        }
    }

    /** Waits before a call is repeated for another reason than the server being away. */
    void rest() throws InterruptedException {
        orders.await(backoff.next());
    }

    void answered() {
        outage.answered();
        backoff.reset();
    }

    /** Notes a failed call; returns how long to wait before the next. */
    Duration failed(CallFailed.Away away) {
        outage.away(away);
        Duration wait = backoff.next();
        return wait.compareTo(away.retryAfter()) > 0 ? wait : away.retryAfter();
    }
}
