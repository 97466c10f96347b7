package dev.isobath.training;

import java.util.Optional;

/**
 * What a run remembers of its past to judge its present; none of it changes what is learned.
 *
 * @param probe of the last evaluation; empty before the first, and where no block is routed
 */
record History(LossWatch loss, Optional<Probe> probe) {

    static final History NONE = new History(LossWatch.START, Optional.empty());

    History with(LossWatch next) {
        return new History(next, probe);
    }

    History with(Probe next) {
        return new History(loss, Optional.of(next));
    }
}
