package dev.isobath.training;

import dev.isobath.spec.ExperimentSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What routers and experts did in a step, in numbers for curves. */
final class StepMetrics {

    private StepMetrics() {}

    static Map<String, Double> of(ExperimentSpec spec, Trainer.Measured measured) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        List<RouterReading> routers = measured.routers();
        RouterLearning.of(spec.architecture()).metric().ifPresent(name -> {
            metrics.put(name, mean(routers, StepMetrics::learningLoss));
            if (routers.stream().anyMatch(reading -> reading.foresight().isPresent())) {
                metrics.put(
                        "predictor_accuracy",
                        mean(
                                routers,
                                reading -> reading.foresight()
                                        .map(Foresight::accuracy)
                                        .orElse(Double.NaN)));
            }
        });
        return metrics;
    }

    private static double learningLoss(RouterReading reading) {
        return reading.foresight().map(Foresight::loss).orElse(reading.balance());
    }

    private static double mean(List<RouterReading> readings, ToDoubleFunction<RouterReading> number) {
        return readings.stream().mapToDouble(number).average().orElse(Double.NaN);
    }
}
