package dev.isobath.worker.system;

import dev.isobath.spec.protocol.SystemSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Measures what the machine and one process use. The shares of a sample are those since the sample before, so each user has a probe of
 * its own. To be used by one thread at a time.
 *
 * <p>The numbers are those of Linux (proc(5)) and of {@code nvidia-smi}. Where a file or a number is missing, so is the value.
 */
public final class SystemProbe {

    /** The columns of {@code /proc/stat} in which a processor waits: idle and iowait, counted from the name. */
    private static final int IDLE = 4;

    private static final int IO_WAIT = 5;
    /** The columns that are summed. Those after steal are counted in the first ones already. */
    private static final int STEAL = 8;

    private record Ticks(long busy, long all) {}

    private record ProcessTime(long pid, long cpuNanos, long atNanos) {}

    private final Path proc;
    private final GpuProbe gpus;
    private @Nullable Ticks before;
    private @Nullable ProcessTime processBefore;

    /** Makes a probe of this machine. Its first shares are those since now. */
    public SystemProbe() {
        this(Path.of("/proc"), new GpuProbe());
    }

    SystemProbe(Path proc, GpuProbe gpus) {
        this.proc = proc;
        this.gpus = gpus;
        before = ticks();
    }

    /**
     * Takes a sample.
     *
     * @param process the process to measure, or null for none
     */
    public SystemSample sample(@Nullable ProcessHandle process) {
        Optional<GpuProbe.Usage> gpu = gpus.usage();
        return new SystemSample(
                0,
                cpu(),
                memoryBytes(),
                process == null ? null : processCpu(process),
                process == null ? null : kilobytes(proc.resolve(process.pid() + "/status"), "VmRSS:"),
                gpu.map(GpuProbe.Usage::share).orElse(null),
                gpu.map(GpuProbe.Usage::memoryBytes).orElse(null));
    }

    private @Nullable Double cpu() {
        Ticks now = ticks();
        Ticks earlier = before;
        before = now;
        if (now == null || earlier == null || now.all() <= earlier.all()) {
            return null;
        }
        return Math.clamp((double) (now.busy() - earlier.busy()) / (now.all() - earlier.all()), 0.0, 1.0);
    }

    private @Nullable Ticks ticks() {
        try {
            String[] fields = Files.readString(proc.resolve("stat"))
                    .lines()
                    .findFirst()
                    .orElse("")
                    .trim()
                    .split(" +", -1);
            if (!fields[0].equals("cpu") || fields.length <= IO_WAIT) {
                return null;
            }
            long all = Arrays.stream(fields, 1, Math.min(fields.length, STEAL + 1))
                    .mapToLong(Long::parseLong)
                    .sum();
            return new Ticks(all - Long.parseLong(fields[IDLE]) - Long.parseLong(fields[IO_WAIT]), all);
        } catch (IOException | NumberFormatException unknown) {
            return null;
        }
    }

    private @Nullable Double processCpu(ProcessHandle process) {
        ProcessTime now = process.info()
                .totalCpuDuration()
                .map(time -> new ProcessTime(process.pid(), time.toNanos(), System.nanoTime()))
                .orElse(null);
        ProcessTime earlier = processBefore;
        processBefore = now;
        if (now == null
                || earlier == null
                || earlier.pid() != now.pid()
                || now.atNanos() <= earlier.atNanos()
                || now.cpuNanos() < earlier.cpuNanos()) {
            return null;
        }
        return (double) (now.cpuNanos() - earlier.cpuNanos()) / (now.atNanos() - earlier.atNanos());
    }

    private @Nullable Long memoryBytes() {
        Path file = proc.resolve("meminfo");
        Long all = kilobytes(file, "MemTotal:");
        Long available = kilobytes(file, "MemAvailable:");
        return all == null || available == null ? null : Long.valueOf(all - available);
    }

    /** Reads a line such as {@code MemTotal:  16384 kB}, in bytes. */
    private static @Nullable Long kilobytes(Path file, String name) {
        try {
            return Files.readString(file)
                    .lines()
                    .filter(line -> line.startsWith(name))
                    .findFirst()
                    .map(line -> Long.parseLong(line.substring(name.length())
                                    .replace("kB", "")
                                    .trim())
                            * 1024)
                    .orElse(null);
        } catch (IOException | NumberFormatException unknown) {
            return null;
        }
    }
}
