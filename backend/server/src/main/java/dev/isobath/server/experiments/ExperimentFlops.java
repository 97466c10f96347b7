package dev.isobath.server.experiments;

import dev.isobath.spec.flops.Flops;
import dev.isobath.spec.flops.Term;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The FLOPs of an experiment: each term of the closed form, and the total that was executed.
 *
 * @param flopsExecuted the FLOPs that the worker counted from the matrix products it executed
 */
public record ExperimentFlops(
        String convention,
        List<TermView> perSequence,
        long forwardPerSequence,
        long trainingPerSequence,
        long flopsPerStep,
        long steps,
        double flopsPlanned,
        double flopsExecuted) {

    /** One term of the FLOPs of a sequence. The layer is null outside the blocks. */
    @Schema(name = "FlopsTerm")
    public record TermView(
            @Nullable Integer layer, String module, Term.Operation operation, long forward, long backward) {}

    static ExperimentFlops of(Experiment experiment, Flops flops) {
        return new ExperimentFlops(
                experiment.flopsConvention(),
                flops.terms().stream().map(ExperimentFlops::view).toList(),
                flops.forward(),
                flops.training(),
                experiment.flopsPerStep(),
                experiment.steps() - experiment.progressBefore().step(),
                experiment.flopsPlanned(),
                experiment.flopsExecuted());
    }

    private static TermView view(Term term) {
        Integer layer = term.layer() == Term.NO_LAYER ? null : Integer.valueOf(term.layer());
        return new TermView(layer, term.module(), term.operation(), term.forward(), term.backward());
    }
}
