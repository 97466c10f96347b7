package dev.isobath.server.queue;

import dev.isobath.server.experiments.ExperimentSignals;
import dev.isobath.server.signals.LongPollSignal;
import dev.isobath.server.signals.SignalBus;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Wakes the calls of worker nodes that wait for an experiment. */
@Component
class QueueSignal extends LongPollSignal {

    QueueSignal(SignalBus signals) {
        super(signals, ExperimentSignals.QUEUED);
    }

    /** Returns the time after which a call looks again without a signal, because the end of a back-off sends none. */
    static Duration recheck() {
        return Duration.ofSeconds(1);
    }
}
