package dev.isobath.server.questions;

import dev.isobath.server.signals.Signals;
import dev.isobath.server.signals.Wakeup;
import org.springframework.stereotype.Component;

/** Wakes the people's calls that wait for an answer. */
@Component
class AnsweredSignal extends Wakeup {

    static final String TOPIC = "answered";

    AnsweredSignal(Signals signals) {
        super(signals, TOPIC);
    }
}
