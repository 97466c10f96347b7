package dev.isobath.server.experiments;

import dev.isobath.server.signals.SignalBus;
import org.springframework.stereotype.Component;

/** Tells what happened to an experiment, with the transaction in which it happens. */
@Component
public class ExperimentSignals {

    /** Message: project id, a space, experiment id. */
    public static final String CHANGED = "changed";

    /** Something can be leased. */
    public static final String QUEUED = "queued";

    private final SignalBus signals;

    ExperimentSignals(SignalBus signals) {
        this.signals = signals;
    }

    /** Anything that clients see has changed. */
    public void changed(Experiment experiment) {
        signals.send(CHANGED, experiment.projectId() + " " + experiment.id());
    }

    /** It waits for a worker node now. */
    public void queued(Experiment experiment) {
        changed(experiment);
        signals.send(QUEUED, experiment.projectId().toString());
    }
}
