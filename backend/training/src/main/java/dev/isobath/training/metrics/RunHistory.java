package dev.isobath.training.metrics;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * The past of a run that later metrics are compared with. It does not change what is learned.
 *
 * @param loss the state of the monitor of the training loss
 * @param selection the selection at the last evaluation; empty before the first evaluation, and where no block is routed
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
