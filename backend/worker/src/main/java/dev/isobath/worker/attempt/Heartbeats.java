package dev.isobath.worker.attempt;

import dev.isobath.spec.protocol.SystemSample;
import dev.isobath.worker.connection.CallFailed;
import dev.isobath.worker.connection.ServerRetry;
import dev.isobath.worker.system.SystemSamples;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the server that the attempt is alive. It has its own thread, so that nothing else the attempt does can delay it. */
final class Heartbeats {

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);

    private final AttemptCalls calls;
    private final Orders orders;
    private final ServerRetry retry;
    private final Duration period;
    private final LongSupplier step;
    private final SystemSamples samples;

    Heartbeats(
            AttemptCalls calls,
            Orders orders,
            ServerRetry retry,
            Duration period,
            LongSupplier step,
            SystemSamples samples) {
        this.samples = samples;
        this.calls = calls;
        this.orders = orders;
        this.retry = retry;
        this.period = period;
        this.step = step;
    }

    /** Sends heartbeats until the thread is interrupted or the attempt is superseded. */
    void run() {
        try {
            while (true) {
                orders.lease().checkCurrent();
                orders.lease().await(beat());
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (CallFailed.Superseded superseded) {
            orders.lease().supersede(String.valueOf(superseded.getMessage()));
        }
    }

    /** Sends a heartbeat and returns how long to wait for the next. */
    private Duration beat() throws CallFailed.Superseded, InterruptedException {
        try {
            List<SystemSample> waiting = samples.waiting();
            orders.take(calls.heartbeat(step.getAsLong(), waiting).action());
            samples.sent(waiting.size());
            retry.answered();
            return period;
        } catch (CallFailed.Superseded superseded) {
            throw superseded;
        } catch (CallFailed.Away away) {
            Duration wait = retry.failed(away);
            return wait.compareTo(period) < 0 ? wait : period;
        } catch (CallFailed refused) {
            LOG.warn("The server refused a heartbeat: {}", refused.getMessage());
            return period;
        }
    }
}
