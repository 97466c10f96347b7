package dev.isobath.server.live;

import dev.isobath.server.experiments.ExperimentView;

/** Selects what of an experiment is sent to the client of an event stream. */
public interface EventPayload {

    /** Sends the whole experiment. */
    EventPayload FULL = experiment -> experiment;

    /**
     * Returns the object that is sent as JSON.
     *
     * @throws dev.isobath.server.problems.ProblemException when the client may not see the experiment any more; this ends the
     *     stream
     */
    Object of(ExperimentView experiment);
}
