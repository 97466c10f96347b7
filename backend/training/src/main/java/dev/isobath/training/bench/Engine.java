package dev.isobath.training.bench;

import dev.isobath.spec.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Isobath's own engine, run as an attempt runs it. */
final class Engine implements Contender {

    static final String NAME = "isobath";

    private final Kind kind;
    private final TrainingSteps steps;

    Engine(Kind kind, Workload workload) {
        this.kind = kind;
        steps = new TrainingSteps(workload.spec(kind));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public Times run(int count) {
        List<TrainingSteps.Step> timed = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            timed.add(steps.step());
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Times.Split split = new Times.Split(
                median(timed, TrainingSteps.Step::forward),
                median(timed, TrainingSteps.Step::backward),
                median(timed, TrainingSteps.Step::optimiser));
        double learning = timed.stream()
                .mapToDouble(step -> step.forward() + step.backward() + step.optimiser())
                .sum();
        return new Times(count, seconds, split, learning / seconds, 0);
    }

    private static double median(List<TrainingSteps.Step> steps, ToDoubleFunction<TrainingSteps.Step> part) {
        double[] sorted = steps.stream().mapToDouble(part).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    @Override
    public void close() {
        steps.close();
    }
}
