package dev.isobath.server.queue;

import dev.isobath.server.experiments.ExperimentSignals;
import dev.isobath.server.signals.LongPollSignal;
import dev.isobath.server.signals.SignalBus;
import org.springframework.stereotype.Component;

/** Wakes the calls of worker nodes that wait for an experiment. */
@Component
class QueueSignal extends LongPollSignal {

    QueueSignal(SignalBus signals) {
        super(signals, ExperimentSignals.QUEUED);
    }
}
