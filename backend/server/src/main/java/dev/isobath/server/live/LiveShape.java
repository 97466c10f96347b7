package dev.isobath.server.live;

import dev.isobath.server.experiments.ExperimentView;

/** What of an experiment goes to a reader. */
public interface LiveShape {

    /** Everything. */
    LiveShape WHOLE = experiment -> experiment;

    /** What is written as JSON. */
    Object of(ExperimentView experiment);
}
