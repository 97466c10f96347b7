package dev.isobath.training.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How often a thread that waits for the others of an operation looks before it sleeps. Waking takes long, so where the cores are
 * free it looks for about a millisecond; where other programs want them, that takes from the very thread that is waited for, and it
 * looks for a tenth of this. Measured in docs/notebook.md.
 */
final class SpinCount {

    private static final int ALONE = 30_000;
    private static final int AMONG_OTHERS = 3_000;

    /** Cores' worth of work by others that is not worth mentioning. */
    private static final double NEGLIGIBLE = 0.3;

    private static final Path PROCESSORS = Path.of("/proc/stat");
    private static final Duration LOOK = Duration.ofMillis(100);

    private SpinCount() {}

    /**
     * Looks at the machine for a tenth of a second, unless one thread is all there is.
     *
     * @param threads of one operation
     * @return as {@code GOMP_SPINCOUNT} wants it
     */
    static int count(int threads) {
        if (threads == 1) {
            return AMONG_OTHERS; // nobody to wait for, so nothing to look for
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
            return AMONG_OTHERS; // not Linux, or closed to us
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return AMONG_OTHERS;
        }
    }

    /**
     * From two readings of {@code /proc/stat} (proc_stat(5)).
     *
     * @param own cores' worth of work by this process between them
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

    /** Clock ticks of all cores together since the machine started; stolen ones (by other virtual machines) are busy. */
    private record Times(long busy, long all, int cores) {

        private static final int IDLE = 4;
        private static final int WAITING = 5;
        private static final int LAST = 8; // what comes after it is in the others already

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
