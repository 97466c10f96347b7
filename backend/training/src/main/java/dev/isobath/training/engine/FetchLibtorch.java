package dev.isobath.training.engine;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts libtorch for CUDA where DJL looks for it, once. Maven Central does not have it, because it takes no files of that size
 * (deepjavalibrary/djl, issue 3784). The Maven profile {@code cuda} runs this during the build. It needs a network and no GPU.
 */
final class FetchLibtorch {

    private FetchLibtorch() {}

    /** Exits with 1 when libtorch could not be fetched, and prints what else can be done. */
    static void main(String[] arguments) throws IOException {
        if (System.getenv(NativeEngine.LIBRARY_PATH) != null) {
            return;
        }
        Path cache = Utils.getEngineCacheDir("pytorch");
        if (isIn(cache)) {
            return;
        }
        // A folder that has only DJL's native layer would keep DJL from putting libtorch there.
        builds(cache).forEach(Utils::deleteQuietly);
        System.out.println("Fetching libtorch for CUDA 12.8, several GB, into " + cache);
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty(NativeEngine.FLAVOR, NativeEngine.CUDA);
        Throwable reason = null;
        try {
            // This fetches libtorch and then loads it. Loading may fail here, because this machine may lack a driver.
            Engine.getEngine(NativeEngine.ENGINE);
        } catch (EngineException | LinkageError e) {
            reason = e;
        }
        if (!isIn(cache)) {
            for (Throwable cause = reason; cause != null; cause = cause.getCause()) {
                System.err.println(cause);
            }
            System.err.println("isobath: " + NativeEngine.MISSING);
            System.exit(1);
        }
    }

    private static boolean isIn(Path cache) throws IOException {
        return builds(cache).stream().anyMatch(build -> Files.exists(build.resolve(System.mapLibraryName("torch"))));
    }

    private static List<Path> builds(Path cache) throws IOException {
        if (!Files.isDirectory(cache)) {
            return List.of();
        }
        try (Stream<Path> builds = Files.list(cache)) {
            return builds.filter(build -> build.getFileName().toString().contains("-" + NativeEngine.CUDA + "-"))
                    .toList();
        }
    }
}
