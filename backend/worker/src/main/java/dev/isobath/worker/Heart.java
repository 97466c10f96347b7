package dev.isobath.worker;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the server that the attempt is alive, in its own thread: nothing the attempt is busy with may delay it. */
final class Heart {

    private static final Logger LOG = LoggerFactory.getLogger(Heart.class);

    private final AttemptCalls calls;
    private final Orders orders;
    private final Patience patience;
    private final Duration period;
    private final LongSupplier step;

    Heart(AttemptCalls calls, Orders orders, Patience patience, Duration period, LongSupplier step) {
        this.calls = calls;
        this.orders = orders;
        this.patience = patience;
        this.period = period;
        this.step = step;
    }

    /** Beats until interrupted or superseded. */
    void run() {
        try {
            while (true) {
                orders.checkCurrent();
                orders.await(beat());
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (CallFailed.Superseded superseded) {
            orders.supersede(String.valueOf(superseded.getMessage()));
        }
    }

    /** Returns how long to wait for the next. */
    private Duration beat() throws CallFailed.Superseded, InterruptedException {
        try {
            orders.take(calls.heartbeat(step.getAsLong()).action());
            patience.answered();
            return period;
        } catch (CallFailed.Superseded superseded) {
            throw superseded;
        } catch (CallFailed.Away away) {
            Duration wait = patience.failed(away);
            return wait.compareTo(period) < 0 ? wait : period;
        } catch (CallFailed refused) {
            LOG.warn("The server refused a heartbeat: {}", refused.getMessage());
            return period;
        }
    }
}
