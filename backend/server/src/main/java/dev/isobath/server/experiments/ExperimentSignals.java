package dev.isobath.server.experiments;

import dev.isobath.server.signals.SignalBus;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Sends signals about experiments. A signal is sent when the caller's transaction commits. */
@Component
public class ExperimentSignals {

    /** The topic of changes. The message is the id of the project, a space, and the id of the experiment. */
    public static final String CHANGED = "changed";

    /** The topic of experiments that can be leased. The message is the id of the project. */
    public static final String QUEUED = "queued";

    private final SignalBus signals;

    ExperimentSignals(SignalBus signals) {
        this.signals = signals;
    }

    /** Signals that something has changed that clients can see. */
    public void changed(Experiment experiment) {
        changed(experiment.projectId(), experiment.id());
    }

    void changed(UUID project, UUID experiment) {
        signals.send(CHANGED, project + " " + experiment);
    }

    /** Signals that the experiment has changed and may be waiting for a worker node. */
    public void queued(Experiment experiment) {
        signals.send(
                CHANGED,
                experiment.projectId() + " " + experiment.id(),
                QUEUED,
                experiment.projectId().toString());
    }
}
