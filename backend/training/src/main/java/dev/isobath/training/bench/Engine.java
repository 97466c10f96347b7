package dev.isobath.training.bench;

import dev.isobath.spec.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Isobath's own engine, as an attempt runs it. */
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
        List<TrainingSteps.Step> each = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            each.add(steps.step());
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Times.Split split = new Times.Split(
                median(each, TrainingSteps.Step::forward),
                median(each, TrainingSteps.Step::backward),
                median(each, TrainingSteps.Step::optimiser));
        double learning = each.stream()
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
