package dev.isobath.server.live;

import dev.isobath.server.experiments.ExperimentView;

/** What of an experiment goes to a reader. */
public interface EventPayload {

    /** Everything. */
    EventPayload FULL = experiment -> experiment;

    /**
     * What is written as JSON.
     *
     * @throws dev.isobath.server.problems.ProblemException when the reader may not see it any more; that ends the stream
     */
    Object of(ExperimentView experiment);
}
