package dev.isobath.training.engine;

import static dev.isobath.training.engine.Script.Argument.given;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import dev.isobath.spec.Precision;
import dev.isobath.spec.TrainingSpec;
import java.util.function.LongFunction;

/** What the library does at best on this device: matrix products as the engine asks for them, and copies. */
public final class DeviceRates implements AutoCloseable {

    /** Of each rate the best of this many. */
    private static final int TRIES = 5;

    private final NDManager manager;
    private final Script script;
    private final double secondsATry;

    /**
     * Prepares measurements on the device that a spec names.
     *
     * @param training says on which device
     * @param secondsATry how long one try takes at least; the shorter, the less the rates mean
     * @throws IllegalStateException when this machine or this build has no such device
     */
    public DeviceRates(TrainingSpec training, double secondsATry) {
        this(NativeEngine.newManager(training), secondsATry);
    }

    /** @param manager of the device to measure, closed with this */
    DeviceRates(NDManager manager, double secondsATry) {
        this.manager = manager;
        this.secondsATry = secondsATry;
        script = new Script(
                manager, Script.text(Functions.class, "engine.py") + Script.text(DeviceRates.class, "rates.py"));
    }

    /** Version of the library. */
    public String version() {
        return Engine.getEngine("PyTorch").getVersion();
    }

    /** Threads one operation computes with. */
    public int threads() {
        return JniUtils.getNumThreads();
    }

    /** FLOP/s of [m, k] x [k, n], a multiply-add being two. */
    public double product(Precision precision, int m, int k, int n) {
        long type = NumberFormat.of(precision).scalarType();
        try (NDManager scope = manager.newSubManager()) {
            NDArray x = scope.randomUniform(-1, 1, new Shape(m, k));
            NDArray y = scope.randomUniform(-1, 1, new Shape(k, n));
            return 2.0
                    * m
                    * k
                    * n
                    / seconds(times -> script.array(scope, "multiply", given(x), given(y), given(type), given(times)));
        }
    }

    /** Bytes/s of copying, those read and those written. */
    public double copy(int bytes) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray x = scope.ones(new Shape(bytes / Float.BYTES));
            NDArray y = scope.zeros(new Shape(bytes / Float.BYTES));
            return 2.0 * bytes / seconds(times -> script.array(scope, "copies", given(x), given(y), given(times)));
        }
    }

    /** Of one time: of many and of few the difference, which leaves out what surrounds them. */
    private double seconds(LongFunction<NDArray> function) {
        int times = 1;
        while (call(function, times) < secondsATry) {
            times *= 2;
        }
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < TRIES; i++) {
            double few = call(function, times);
            double many = call(function, 3L * times);
            best = Math.min(best, Math.max(many - few, many / 2) / (2 * times));
        }
        return best;
    }

    /** Seconds; the result is read, so that nothing is still under way. */
    private static double call(LongFunction<NDArray> function, long times) {
        long start = System.nanoTime();
        NDArrays.scalar(function.apply(times));
        return (System.nanoTime() - start) / 1e9;
    }

    @Override
    public void close() {
        manager.close();
    }
}
