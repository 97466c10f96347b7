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

/** Starts libtorch offline, silent, and with the number of threads that was asked for. No other class starts it. */
public final class NativeEngine {

    /**
     * The system property that sets the number of threads of one operation. The environment variable {@code ISOBATH_THREADS} does
     * the same. The default is all cores.
     */
    public static final String THREADS = "isobath.threads";

    /** DJL's environment variable or system property that names the build of libtorch. */
    static final String FLAVOR = "PYTORCH_FLAVOR";

    /** DJL's environment variable for a folder with libtorch's libraries. They replace those that came with the build. */
    static final String LIBRARY_PATH = "PYTORCH_LIBRARY_PATH";

    /** The flavour that builds with {@code -Pcuda} use. */
    static final String CUDA = "cu128";

    static final String MISSING =
            "This build is for CUDA, and there is no libtorch for it. Either run ./isobath build --cuda with a"
                    + " network, which fetches it; or unpack PyTorch's own libtorch 2.7.1 for CUDA 12.8 (C++11 ABI, with"
                    + " dependencies) and set "
                    + LIBRARY_PATH + " to its folder lib.";

    static final String ENGINE = "PyTorch";
    private static final Linker NATIVE = Linker.nativeLinker();

    // These are constants of malloc.h.
    private static final int M_TRIM_THRESHOLD = -1;
    private static final int M_TOP_PAD = -2;
    private static final int M_MMAP_MAX = -4;
    private static final int TOP_PAD = 64 << 20;
    private static final int NEVER = -1; // glibc reads it as a size, the largest there is

    static {
        // These are set before the first class of the engine loads. Otherwise it would look for updates and report its
        // start.
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

    /** Returns a manager of arrays on the processor. It owns its arrays until it is closed. No gradients are recorded. */
    public static NDManager newManager() {
        return newManager(Device.cpu(), threads());
    }

    /**
     * Returns a manager of arrays on the device that a spec names.
     *
     * @throws IllegalStateException when this machine or this build has no such device
     */
    public static NDManager newManager(TrainingSpec training) {
        return switch (training.device()) {
            case CPU -> newManager(Device.cpu(), threads(training));
            case CUDA -> {
                if (!hasCuda()) {
                    throw new IllegalStateException(
                            "The spec asks for device cuda, and this worker has none: it needs an NVIDIA driver and"
                                    + " ./isobath build --cuda. Run it with device cpu, or start a worker with --labels"
                                    + " cuda where there is one.");
                }
                yield newManager(Device.gpu(), threads());
            }
        };
    }

    /**
     * Returns whether there is a GPU that this build can use. It asks libtorch, because DJL's own count needs a {@code
     * libcudart.so}, which is part of NVIDIA's toolkit and not of its driver.
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
            Engine engine = Engine.getEngine(ENGINE);
            ExitWithoutDestructors.ensure();
            return engine;
        } catch (EngineException | LinkageError e) {
            if (bringsLibtorch()) {
                throw e;
            }
            throw new IllegalStateException(MISSING, e);
        }
    }

    /** Returns whether this build contains libtorch. Builds with {@code -Pcuda} do not. */
    private static boolean bringsLibtorch() {
        return NativeEngine.class.getClassLoader().getResource("native/lib/pytorch.properties") != null;
    }

    private static NDManager newManager(Device device, int threads) {
        NDManager manager = engine().newBaseManager(device);
        JniUtils.setNumThreads(threads);
        // Both settings are thread-local in libtorch, and on by default in a new thread.
        JniUtils.setGradMode(false);
        JniUtils.setGraphExecutorOptimize(false);
        return manager;
    }

    /**
     * Returns the number of threads of a run. In float32 a step repeats to the last bit on any number of threads. In bfloat16 it
     * did so in every measurement, on AVX-512 and on AMX ({@code docs/notebook.md}). One thread leaves nothing to divide in
     * another way, so {@code deterministic} uses one thread in bfloat16.
     */
    private static int threads(TrainingSpec training) {
        return switch (training.precision()) {
            case F32 -> threads();
            case BF16 -> training.deterministic() ? 1 : threads();
        };
    }

    /**
     * Sets how long threads that wait for each other spin before they sleep. {@link SpinCount} says how long, which is less than
     * the library's own milliseconds. The OpenMP library reads its environment when it loads, and Java cannot change the
     * environment of its own process, so this calls {@code setenv}.
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
     * Keeps the memory that a step gives back in the process. The next step asks for the same memory, and the system would have
     * to clear fresh pages. Arrays of 64 MB and more stay only where {@code MALLOC_ARENA_MAX} is 1. glibc reads that variable
     * before Java runs, so the parent process has to set it. Without glibc nothing changes.
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
