package dev.isobath.worker.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a process that computes. It runs the same Java and the same classes as the node.
 *
 * @param mainClass the class that it runs
 * @param javaOptions more options for Java, for example {@code -Xmx4g}
 * @param threads the number of processor cores it may use
 * @param withheld environment variables of the node that the process does not get, such as the one with the node's token
 */
public record JavaCommand(String mainClass, List<String> javaOptions, int threads, List<String> withheld) {

    /**
     * Returns the command line with the environment of the process.
     *
     * @param crash the file in which the JVM describes its own crash
     */
    public ProcessBuilder build(Path crash, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                // A process that runs out of memory ends at once, so that the reason is known.
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-CreateCoredumpOnCrash",
                // %p in it would be the number of the process.
                "-XX:ErrorFile=" + crash.toAbsolutePath().toString().replace("%", "%%"),
                // The heap is small, and the training library needs the cores.
                "-XX:+UseSerialGC",
                // These options keep the memory constant after the first steps. The second compiler and a growing young
                // generation took 38 MB more over 5,000 steps, and there is little for either to do.
                "-XX:TieredStopAtLevel=1",
                "-Xmn8m",
                // The heap grows with what is alive and not with the memory of the machine. Otherwise arrays that first
                // weights and
                // checkpoints went through would stay in it, as large as half of the model.
                "-Xms24m",
                "-XX:MinHeapFreeRatio=10",
                "-XX:MaxHeapFreeRatio=20",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true"));
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        // The training module reads this variable. A value that the operator set stays.
        builder.environment().putIfAbsent("ISOBATH_THREADS", Integer.toString(threads));
        // Other arenas than the first map and unmap every array of 64 MB or more, so each step would have to clear the
        // memory anew.
        builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "1");
        withheld.forEach(builder.environment()::remove);
        return builder;
    }
}
