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

/** Measures the best rates of libtorch on one device: matrix products as the engine asks for them, and copies. */
public final class DeviceRates implements AutoCloseable {

    /** The number of tries for each rate; the best one counts. */
    private static final int TRIES = 5;

    private final NDManager manager;
    private final Script script;
    private final double secondsPerTry;

    /**
     * Prepares measurements on the device that a spec names.
     *
     * @param training names the device
     * @param secondsPerTry the least time that one try takes; the shorter it is, the less the rates mean
     * @throws IllegalStateException when this machine or this build has no such device
     */
    public DeviceRates(TrainingSpec training, double secondsPerTry) {
        this(NativeEngine.newManager(training), secondsPerTry);
    }

    /**
     * Prepares measurements on the device of a manager.
     *
     * @param manager the manager; closing these measurements closes it
     */
    DeviceRates(NDManager manager, double secondsPerTry) {
        this.manager = manager;
        this.secondsPerTry = secondsPerTry;
        script = new Script(manager, Functions.text() + Script.text(DeviceRates.class, "rates.py"));
    }

    /** Returns the version of libtorch. */
    public String version() {
        return Engine.getEngine("PyTorch").getVersion();
    }

    /** Returns the number of threads that one operation computes with. */
    public int threads() {
        return JniUtils.getNumThreads();
    }

    /** Measures the FLOP/s of the product [m, k] x [k, n]. A multiply-add counts as two. */
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

    /** Measures the bytes per second of a copy. Bytes read and bytes written both count. */
    public double copy(int bytes) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray x = scope.ones(new Shape(bytes / Float.BYTES));
            NDArray y = scope.zeros(new Shape(bytes / Float.BYTES));
            return 2.0 * bytes / seconds(times -> script.array(scope, "copies", given(x), given(y), given(times)));
        }
    }

    /**
     * Returns the seconds of one operation. It subtracts a run of few operations from a run of many, so that the time of the call
     * itself drops out.
     */
    private double seconds(LongFunction<NDArray> function) {
        int times = 1;
        while (call(function, times) < secondsPerTry) {
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

    /** Returns the seconds of one call. It reads the result, so that nothing is still being computed when the clock stops. */
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
