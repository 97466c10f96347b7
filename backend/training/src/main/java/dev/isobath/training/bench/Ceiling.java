package dev.isobath.training.bench;

import dev.isobath.spec.Kind;
import java.util.Random;

/** The engine's step as one program in the library. It shows the time that would be left if Java cost nothing. */
final class Ceiling implements Contender {

    private static final int BYTES = 256;
    private static final double LEARNING_RATE = 1e-3;

    private final Kind kind;
    private final int tokens;
    private final TrainingCeiling steps;
    private final Random random = new Random(1);

    Ceiling(Kind kind, Workload workload) {
        this.kind = kind;
        tokens = workload.batch() * workload.sequence();
        steps = new TrainingCeiling(workload.spec(kind));
    }

    @Override
    public String name() {
        return "ceiling";
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public Times run(int count) {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            steps.step(bytes(), bytes(), LEARNING_RATE);
        }
        return new Times(count, (System.nanoTime() - start) / 1e9, null, Double.NaN, 0);
    }

    private long[] bytes() {
        return random.longs(tokens, 0, BYTES).toArray();
    }

    @Override
    public void close() {
        steps.close();
    }
}
