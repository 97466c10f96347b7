package dev.isobath.training.bench;

import dev.isobath.spec.Kind;
import dev.isobath.training.TrainingSteps;

/** Isobath's own engine, as an attempt runs it. */
final class Engine implements Contender {

    static final String NAME = "isobath";

    private final Kind kind;
    private final TrainingSteps steps;

    Engine(Kind kind, Course course) {
        this.kind = kind;
        steps = new TrainingSteps(course.spec(kind));
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
        double learning = 0;
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            learning += steps.step().learning();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Times(count, seconds, null, learning / seconds, 0);
    }

    @Override
    public void close() {
        steps.close();
    }
}
