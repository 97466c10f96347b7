package dev.isobath.server.tokenizers;

import dev.isobath.server.signals.LongPollSignal;
import dev.isobath.server.signals.SignalBus;
import org.springframework.stereotype.Component;

/** Wakes the calls of worker nodes that wait for a tokenizer to try. */
@Component
class TrialSignal extends LongPollSignal {

    static final String TOPIC = "untried";

    TrialSignal(SignalBus signals) {
        super(signals, TOPIC);
    }
}
