package dev.isobath.training.metrics;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * What a run remembers of its past to judge its present; none of it changes what is learned.
 *
 * @param selection the selection at the last evaluation; empty before the first one, and where no block is routed
 */
public record RunHistory(
        LossMonitor loss, @JsonProperty("probe") Optional<SelectionSnapshot> selection) {

    public static final RunHistory NONE = new RunHistory(LossMonitor.START, Optional.empty());

    public RunHistory with(LossMonitor next) {
        return new RunHistory(next, selection);
    }

    public RunHistory with(SelectionSnapshot next) {
        return new RunHistory(loss, Optional.of(next));
    }
}
