package dev.isobath.server.questions;

import dev.isobath.server.signals.Signals;
import dev.isobath.server.signals.Wakeup;
import org.springframework.stereotype.Component;

/** Wakes the worker nodes' calls that wait for a question. */
@Component
class AskedSignal extends Wakeup {

    static final String TOPIC = "asked";

    AskedSignal(Signals signals) {
        super(signals, TOPIC);
    }
}
