package dev.isobath.training.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Decides how often a waiting thread checks for the other threads of an operation before it sleeps. Waking a thread takes long.
 * Where the cores are free, a waiting thread therefore spins for about a millisecond. Where other programs use the cores,
 * spinning slows down the very thread that is waited for, so it spins for a tenth of that. The measurements are in
 * docs/notebook.md.
 */
final class SpinCount {

    private static final int ALONE = 30_000;
    private static final int AMONG_OTHERS = 3_000;

    /** The work of other programs, in cores, that is ignored. */
    private static final double NEGLIGIBLE = 0.3;

    private static final Path PROCESSORS = Path.of("/proc/stat");
    private static final Duration LOOK = Duration.ofMillis(100);

    private SpinCount() {}

    /**
     * Measures the load of the machine for a tenth of a second, unless there is only one thread.
     *
     * @param threads the number of threads of one operation
     * @return the value of {@code GOMP_SPINCOUNT}
     */
    static int count(int threads) {
        if (threads == 1) {
            return AMONG_OTHERS; // one thread has nothing to wait for
        }
        try {
            long start = System.nanoTime();
            Duration own = own();
            String before = Files.readString(PROCESSORS);
            Thread.sleep(LOOK);
            String after = Files.readString(PROCESSORS);
            double passed = System.nanoTime() - start;
            return count(before, after, own().minus(own).toNanos() / passed, threads);
        } catch (IOException | NumberFormatException e) {
            return AMONG_OTHERS; // not Linux, or not readable
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return AMONG_OTHERS;
        }
    }

    /**
     * Returns the spin count that follows from two readings of {@code /proc/stat} (proc_stat(5)).
     *
     * @param own the work of this process between the readings, in cores
     */
    static int count(String before, String after, double own, int threads) {
        Times start = Times.of(before);
        Times end = Times.of(after);
        long all = end.all - start.all;
        if (all <= 0) {
            return AMONG_OTHERS;
        }
        double busy = (double) end.cores * (end.busy - start.busy) / all;
        double others = Math.max(0, busy - own);
        return others + threads <= end.cores + NEGLIGIBLE ? ALONE : AMONG_OTHERS;
    }

    private static Duration own() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /**
     * The clock ticks of all cores together since the machine started. Stolen ticks (of other virtual machines) count as busy.
     */
    private record Times(long busy, long all, int cores) {

        private static final int IDLE = 4;
        private static final int WAITING = 5;
        private static final int LAST = 8; // the later fields are contained in earlier ones

        static Times of(String text) {
            long all = 0;
            long idle = 0;
            String[] fields = text.lines().findFirst().orElse("").split(" +", -1);
            for (int i = 1; i < Math.min(fields.length, LAST + 1); i++) {
                long ticks = Long.parseLong(fields[i]);
                all += ticks;
                idle += i == IDLE || i == WAITING ? ticks : 0;
            }
            int cores =
                    (int) text.lines().filter(line -> line.matches("cpu\\d.*")).count();
            return new Times(all - idle, all, cores);
        }
    }
}
