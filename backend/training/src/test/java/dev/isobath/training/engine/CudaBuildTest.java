package dev.isobath.training.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.LibUtils;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A build without libtorch in a jar, as {@code -Pcuda} makes it. No GPU is needed: DJL's cache has the libtorch for processors.
 */
class CudaBuildTest {

    /** The output of {@link #main} when it can compute. */
    private static final String WORKS = "11.0 without CUDA";

    /** DJL's name for the folder of that libtorch in its cache. */
    private static final String BUILD = "2.7.1-cu128-linux-x86_64";

    @TempDir
    Path cache;

    @Test
    void it_finds_the_libtorch_that_was_fetched_and_asks_no_network() throws Exception {
        try (NDManager manager = NativeEngine.newManager()) {
            assertThat(manager.isOpen())
                    .as("libtorch is loaded, and its path known")
                    .isTrue();
        }
        Path libtorch = Files.createDirectories(cache.resolve("pytorch")).resolve(BUILD);
        Files.createSymbolicLink(libtorch, Path.of(LibUtils.getLibtorchPath()));

        assertThat(run(CudaBuildTest.class)).contains(WORKS);
    }

    @Test
    void without_it_there_is_an_answer_what_to_do() throws Exception {
        assertThat(run(CudaBuildTest.class))
                .contains("./isobath build --cuda")
                .contains("PYTORCH_LIBRARY_PATH")
                .doesNotContain(WORKS);
    }

    /** DJL leaves its native layer there when libtorch itself came from elsewhere, and would not add libtorch to it. */
    @Test
    void fetching_it_makes_room_and_says_what_to_do_when_it_cannot() throws Exception {
        Path libtorch = Files.createDirectories(cache.resolve("pytorch").resolve(BUILD));
        Files.createFile(libtorch.resolve("0.35.1-libdjl_torch.so"));

        assertThat(run(FetchLibtorch.class)).contains("isobath: This build is for CUDA");
        assertThat(libtorch).doesNotExist();
    }

    private String run(Class<?> main) throws IOException, InterruptedException {
        String classes = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path -> !path.contains("pytorch-native-cpu"))
                .collect(Collectors.joining(File.pathSeparator));
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dai.djl.offline=true",
                "-cp",
                classes,
                main.getName());
        builder.environment().put("ENGINE_CACHE_DIR", cache.toString());
        builder.environment().remove(NativeEngine.FLAVOR);
        builder.environment().remove(NativeEngine.LIBRARY_PATH);
        Process process = builder.redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed;
    }

    static void main(String[] arguments) {
        try (NDManager manager = NativeEngine.newManager()) {
            NDArray product = manager.create(new float[] {1, 2}).dot(manager.create(new float[] {3, 4}));
            System.out.println(product.getFloat() + (NativeEngine.hasCuda() ? " with CUDA" : " without CUDA"));
        }
    }
}
