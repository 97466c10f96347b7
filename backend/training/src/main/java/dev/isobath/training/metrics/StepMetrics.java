package dev.isobath.training.metrics;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Experts;
import dev.isobath.spec.metrics.Metric;
import dev.isobath.training.engine.Weight;
import dev.isobath.training.optimiser.StepResult;
import dev.isobath.training.routing.ExpertTrace;
import dev.isobath.training.routing.MembershipLoss;
import dev.isobath.training.routing.RouterLoss;
import dev.isobath.training.routing.RouterTrace;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Turns the results of a step into metrics: a few after every step, the rest after some steps. {@link Metric} defines them.
 *
 * @param every the number of steps between two detailed ones
 */
public record StepMetrics(ExperimentSpec spec, long steps, long every) {

    /**
     * A run has about this many detailed steps, but there are always at least {@link #LEAST_BETWEEN} steps between two of them.
     */
    private static final long TIMES = 500;

    private static final long LEAST_BETWEEN = 10;

    /** Returns the metrics of a run of {@code steps} steps. */
    public static StepMetrics of(ExperimentSpec spec, long steps) {
        return new StepMetrics(spec, steps, Math.max(LEAST_BETWEEN, Math.ceilDiv(steps, TIMES)));
    }

    /** Returns whether the step is a detailed one. Steps with an evaluation are detailed too. */
    public boolean detailed(long step) {
        return step == 1 || step == steps || step % every == 0;
    }

    /** Puts the metrics of every step. */
    public void put(Measurements into, StepResult measured) {
        List<RouterTrace> routers = measured.routers();
        RouterLoss.of(spec.architecture()).metric().ifPresent(metric -> {
            into.put(metric, mean(routers, StepMetrics::learningLoss));
            into.put(
                    Metric.MEAN_PREDICTOR_ACCURACY,
                    mean(
                            routers,
                            trace -> trace.membershipLoss()
                                    .map(MembershipLoss::accuracy)
                                    .orElse(Double.NaN)));
        });
        into.put(Metric.EXPERT_BALANCE_LOSS, mean(measured.experts(), ExpertTrace::balance));
    }

    /** Puts the metrics of a detailed step. */
    public void putDetails(Measurements into, StepResult measured, List<Weight> weights) {
        StepResult.Timings timings = measured.timings();
        into.put(Metric.FORWARD_SECONDS, timings.forward())
                .put(Metric.BACKWARD_SECONDS, timings.backward())
                .put(Metric.OPTIMISER_SECONDS, timings.optimiser());
        ProcessMemory.peak().ifPresent(bytes -> into.put(Metric.MEMORY_PEAK, (double) bytes));
        GradientMetrics.put(into, weights, measured.gradientNorms());
        into.putMeans(measured.traces().stream().map(this::choices).toList());
    }

    /** Measures the choices of one micro-batch. */
    private Measurements choices(StepResult.Traces traces) {
        Measurements measured = new Measurements();
        RouterMetrics.put(measured, traces.routers());
        Experts.of(spec.architecture()).ifPresent(experts -> ExpertMetrics.put(measured, experts, traces.experts()));
        return measured;
    }

    private static double learningLoss(RouterTrace trace) {
        return trace.membershipLoss().map(MembershipLoss::loss).orElse(trace.balance());
    }

    private static <T> double mean(List<T> traces, ToDoubleFunction<T> number) {
        return traces.stream().mapToDouble(number).average().orElse(Double.NaN);
    }
}
