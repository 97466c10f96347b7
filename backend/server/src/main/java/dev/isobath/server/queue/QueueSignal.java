package dev.isobath.server.queue;

import dev.isobath.server.experiments.ExperimentSignals;
import dev.isobath.server.signals.LongPollSignal;
import dev.isobath.server.signals.SignalBus;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Wakes the calls that wait for work. */
@Component
class QueueSignal extends LongPollSignal {

    QueueSignal(SignalBus signals) {
        super(signals, ExperimentSignals.QUEUED);
    }

    /** The time a call may wait on its own: what becomes due by back-off sends no signal. */
    static Duration recheck() {
        return Duration.ofSeconds(1);
    }
}
