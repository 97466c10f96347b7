package dev.isobath.server.inference;

import dev.isobath.server.signals.LongPollSignal;
import dev.isobath.server.signals.SignalBus;
import org.springframework.stereotype.Component;

/** Wakes the calls of worker nodes that wait for an inference request. */
@Component
class InferenceRequestSignal extends LongPollSignal {

    static final String TOPIC = "asked";

    InferenceRequestSignal(SignalBus signals) {
        super(signals, TOPIC);
    }
}
