package dev.isobath.training.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import dev.isobath.spec.TrainingSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The one place that starts libtorch: offline, silent, and with as many threads as asked for. */
public final class NativeEngine {

    /** System property, or environment variable {@code ISOBATH_THREADS}: threads of one operation; all cores by default. */
    public static final String THREADS = "isobath.threads";

    /** DJL's environment variable or system property: which build of libtorch. */
    static final String FLAVOR = "PYTORCH_FLAVOR";

    /** DJL's environment variable: a folder with libtorch's libraries, in place of those that came with the build. */
    static final String LIBRARY_PATH = "PYTORCH_LIBRARY_PATH";

    /** The flavor that builds with {@code -Pcuda} use. */
    static final String CUDA = "cu128";

    static final String MISSING =
            "This build is for CUDA, and there is no libtorch for it. Either run ./isobath build --cuda with a network, which fetches it; or unpack PyTorch's own libtorch 2.7.1 for CUDA 12.8 (C++11 ABI, with dependencies) and set "
                    + LIBRARY_PATH + " to its folder lib.";

    static final String ENGINE = "PyTorch";
    private static final Linker NATIVE = Linker.nativeLinker();

    // Of malloc.h.
    private static final int M_TRIM_THRESHOLD = -1;
    private static final int M_TOP_PAD = -2;
    private static final int M_MMAP_MAX = -4;
    private static final int TOP_PAD = 64 << 20;
    private static final int NEVER = -1; // a size to glibc, so the largest there is

    static {
        // Before the first class of the engine loads: it would look for updates and report its start otherwise.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads()));
        // The optimising executor differentiates by itself and fails on mixed number formats.
        System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
        if (!bringsLibtorch() && System.getenv(FLAVOR) == null && System.getProperty(FLAVOR) == null) {
            System.setProperty(FLAVOR, CUDA);
        }
        waitAsleep();
        keepMemory();
    }

    private NativeEngine() {}

    /** A manager of arrays on the processor, which it owns until it is closed; no gradients are recorded. */
    public static NDManager newManager() {
        return newManager(Device.cpu(), threads());
    }

    /**
     * A manager of arrays where a spec wants them.
     *
     * @throws IllegalStateException when this machine or this build has no such device
     */
    public static NDManager newManager(TrainingSpec training) {
        return switch (training.device()) {
            case CPU -> newManager(Device.cpu(), threads(training));
            case CUDA -> {
                if (!hasCuda()) {
                    throw new IllegalStateException(
                            "The spec asks for device cuda, and this worker has none: it needs an NVIDIA driver and ./isobath build --cuda. Run it with device cpu, or start a worker with --labels cuda where there is one.");
                }
                yield newManager(Device.gpu(), threads());
            }
        };
    }

    /**
     * Whether there is a GPU, and this build can use it. Asked of libtorch: DJL's own count wants a {@code libcudart.so}, which is
     * part of NVIDIA's toolkit and not of its driver.
     */
    static boolean hasCuda() {
        Engine engine = engine();
        if (!engine.hasCapability(StandardCapabilities.CUDA)) {
            return false;
        }
        try (NDManager manager = engine.newBaseManager(Device.gpu())) {
            return manager.zeros(new Shape(1)).toFloatArray().length == 1;
        } catch (EngineException e) {
            return false;
        }
    }

    private static Engine engine() {
        try {
            return Engine.getEngine(ENGINE);
        } catch (EngineException | LinkageError e) {
            if (bringsLibtorch()) {
                throw e;
            }
            throw new IllegalStateException(MISSING, e);
        }
    }

    /** Builds with {@code -Pcuda} do not. */
    private static boolean bringsLibtorch() {
        return NativeEngine.class.getClassLoader().getResource("native/lib/pytorch.properties") != null;
    }

    private static NDManager newManager(Device device, int threads) {
        NDManager manager = engine().newBaseManager(device);
        JniUtils.setNumThreads(threads);
        // Both are thread-local in libtorch, and on by default in a new thread.
        JniUtils.setGradMode(false);
        JniUtils.setGraphExecutorOptimize(false);
        return manager;
    }

    /**
     * In float32 a step repeats to the last bit on any number of threads. In bfloat16 it did so wherever it was looked at, on AVX-512 and
     * on AMX ({@code docs/notebook.md}); one thread leaves nothing to divide in another way, and {@code deterministic} takes it.
     */
    private static int threads(TrainingSpec training) {
        return switch (training.precision()) {
            case F32 -> threads();
            case BF16 -> training.deterministic() ? 1 : threads();
        };
    }

    /**
     * Threads that wait for each other spin for a while, then sleep: {@link SpinCount} says how long, which is less than the
     * library's own milliseconds. The OpenMP library reads its environment when it loads, and Java has no way to change that of
     * its own process.
     */
    private static void waitAsleep() {
        if (System.getenv("OMP_WAIT_POLICY") != null || System.getenv("GOMP_SPINCOUNT") != null) {
            return;
        }
        String spins = Integer.toString(SpinCount.count(threads()));
        try (Arena arena = Arena.ofConfined()) {
            call("setenv", ADDRESS, ADDRESS, JAVA_INT)
                    .invoke(arena.allocateFrom("GOMP_SPINCOUNT"), arena.allocateFrom(spins), 1);
        } catch (Throwable e) {
            throw new IllegalStateException("cannot set GOMP_SPINCOUNT", e);
        }
    }

    /**
     * Memory that a step gives back stays with the process: the next step asks for the same, and fresh pages cost their
     * clearing. Arrays of 64 MB and more stay only where {@code MALLOC_ARENA_MAX} is 1, which glibc reads before Java runs: whoever
     * starts the process sets it. Without glibc nothing changes.
     */
    private static void keepMemory() {
        if (NATIVE.defaultLookup().find("mallopt").isEmpty()) {
            return;
        }
        try {
            MethodHandle mallopt = call("mallopt", JAVA_INT, JAVA_INT);
            mallopt.invoke(M_MMAP_MAX, 0);
            mallopt.invoke(M_TRIM_THRESHOLD, NEVER);
            mallopt.invoke(M_TOP_PAD, TOP_PAD);
        } catch (Throwable e) {
            throw new IllegalStateException("cannot set the allocator's options", e);
        }
    }

    @SuppressWarnings("restricted") // native access is what this class is for
    private static MethodHandle call(String function, ValueLayout... arguments) {
        return NATIVE.downcallHandle(
                NATIVE.defaultLookup().findOrThrow(function), FunctionDescriptor.of(JAVA_INT, arguments));
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
