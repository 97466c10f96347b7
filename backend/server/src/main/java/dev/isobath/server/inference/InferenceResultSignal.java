package dev.isobath.server.inference;

import dev.isobath.server.signals.LongPollSignal;
import dev.isobath.server.signals.SignalBus;
import org.springframework.stereotype.Component;

/** Wakes the calls of users that wait for the result of an inference request. */
@Component
class InferenceResultSignal extends LongPollSignal {

    static final String TOPIC = "answered";

    InferenceResultSignal(SignalBus signals) {
        super(signals, TOPIC);
    }
}
