package dev.isobath.worker.trial;

import com.sun.management.OperatingSystemMXBean;
import dev.isobath.worker.process.JavaCommand;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How this node tries tokenizers.
 *
 * @param command runs {@link TrialProcess}, but for tests
 * @param processorTime a trial that computes for longer hangs. It is the time of the processor and not of the clock, because the
 *     process gives way to training
 * @param longest a trial that takes longer by the clock hangs, whether it computes or not
 * @param memoryBytes the most memory that the process may have for its data; beyond it the library ends the process
 */
public record TrialSettings(JavaCommand command, Duration processorTime, Duration longest, long memoryBytes) {

    private static final long MOST_MEMORY = 8L << 30;

    /** Returns the settings of a node, which differ between nodes in the memory only. */
    public static TrialSettings usual(JavaCommand command) {
        // On a machine with very much memory, Java would begin with a heap beyond the limit.
        List<String> javaOptions = Stream.concat(command.javaOptions().stream(), Stream.of("-Xms16m"))
                .toList();
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new TrialSettings(
                new JavaCommand(command.mainClass(), javaOptions, command.threads(), command.withheld()),
                Duration.ofSeconds(60),
                Duration.ofMinutes(10),
                Math.min(MOST_MEMORY, system.getTotalMemorySize() / 2));
    }
}
