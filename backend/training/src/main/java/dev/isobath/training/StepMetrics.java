package dev.isobath.training;

import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Experts;
import dev.isobath.spec.metrics.Metric;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What a step showed, in numbers for curves: a few after every step, the rest at some. {@link Metric} defines them.
 *
 * @param every steps between two detailed ones
 */
record StepMetrics(ExperimentSpec spec, long steps, long every) {

    /** A run is looked at in detail about so often, but never more often than every so many steps. */
    private static final long TIMES = 500;

    private static final long LEAST_BETWEEN = 10;

    static StepMetrics of(ExperimentSpec spec, long steps) {
        return new StepMetrics(spec, steps, Math.max(LEAST_BETWEEN, Math.ceilDiv(steps, TIMES)));
    }

    /** Whether the step is one of those looked at in detail; those with an evaluation are too. */
    boolean detailed(long step) {
        return step == 1 || step == steps || step % every == 0;
    }

    /** After every step. */
    void put(Measurements into, Trainer.Measured measured) {
        List<RouterReading> routers = measured.routers();
        RouterLearning.of(spec.architecture()).metric().ifPresent(metric -> {
            into.put(metric, mean(routers, StepMetrics::learningLoss));
            into.put(
                    Metric.MEAN_PREDICTOR_ACCURACY,
                    mean(
                            routers,
                            reading ->
                                    reading.foresight().map(Foresight::accuracy).orElse(Double.NaN)));
        });
        into.put(Metric.EXPERT_BALANCE_LOSS, mean(measured.experts(), ExpertReading::balance));
    }

    /** After some steps. */
    void putDetails(Measurements into, Trainer.Measured measured, List<Weight> weights) {
        Trainer.Timings timings = measured.timings();
        into.put(Metric.FORWARD_SECONDS, timings.forward())
                .put(Metric.BACKWARD_SECONDS, timings.backward())
                .put(Metric.OPTIMISER_SECONDS, timings.optimiser());
        ProcessMemory.peak().ifPresent(bytes -> into.put(Metric.MEMORY_PEAK, (double) bytes));
        GradientMetrics.put(into, weights, measured.gradientNorms());
        RouterMetrics.put(into, measured.routers());
        Optional<Experts> experts = Experts.of(spec.architecture());
        experts.ifPresent(present -> ExpertMetrics.put(into, present, measured.experts()));
    }

    private static double learningLoss(RouterReading reading) {
        return reading.foresight().map(Foresight::loss).orElse(reading.balance());
    }

    private static <T> double mean(List<T> readings, ToDoubleFunction<T> number) {
        return readings.stream().mapToDouble(number).average().orElse(Double.NaN);
    }
}
