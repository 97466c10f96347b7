package dev.isobath.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The one place that starts libtorch: offline, silent, and with as many threads as asked for. */
final class NativeEngine {

    /** System property, or environment variable {@code ISOBATH_THREADS}: threads of one operation; all cores by default. */
    static final String THREADS = "isobath.threads";

    static {
        // Before the first class of the engine loads: it would look for updates and report its start otherwise.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads()));
        // The optimising executor differentiates by itself and fails on mixed number formats.
        System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
        waitAsleep();
    }

    private NativeEngine() {}

    /** A manager that owns arrays until it is closed. Gradients are recorded only where a collector is open. */
    static NDManager newManager() {
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        // Thread-local in libtorch, and on by default in a new thread.
        JniUtils.setGradMode(false);
        JniUtils.setGraphExecutorOptimize(false);
        return manager;
    }

    /**
     * Threads that wait for each other sleep instead of spinning. Where other programs want the cores too, spinning takes from
     * the very thread that is waited for: two threads were three to four times slower than one. The OpenMP library reads its
     * environment when it loads, and Java has no way to change that of its own process.
     */
    @SuppressWarnings("restricted") // native access is what this class is for
    private static void waitAsleep() {
        if (System.getenv("OMP_WAIT_POLICY") != null || System.getenv("GOMP_SPINCOUNT") != null) {
            return;
        }
        Linker linker = Linker.nativeLinker();
        MethodHandle setenv = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setenv"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            int failed =
                    (int) setenv.invokeExact(arena.allocateFrom("OMP_WAIT_POLICY"), arena.allocateFrom("passive"), 1);
            if (failed != 0) {
                throw new IllegalStateException("setenv refused");
            }
        } catch (Throwable e) {
            throw new IllegalStateException("cannot set OMP_WAIT_POLICY", e);
        }
    }

    private static int threads() {
        String asked = System.getProperty(THREADS);
        if (asked == null) {
            asked = System.getenv("ISOBATH_THREADS");
        }
        if (asked == null || asked.isBlank()) {
            return Runtime.getRuntime().availableProcessors();
        }
        int threads = Integer.parseInt(asked.strip());
        if (threads < 1) {
            throw new IllegalArgumentException(THREADS + " must be at least 1, not " + threads);
        }
        return threads;
    }
}
