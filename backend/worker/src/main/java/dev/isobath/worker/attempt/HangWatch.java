package dev.isobath.worker.attempt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices that an attempt's process hangs: that it is stopped, or that its training gives no sign of work for much longer than ever
 * before. A process that has no pulse file yet is not watched. To be used by one thread.
 */
final class HangWatch {

    private static final long READ_EVERY_NANOS = Duration.ofMillis(500).toNanos();
    /** The most time that counts between two looks. A node that was itself suspended has not seen that its process did nothing. */
    private static final long MOST_BETWEEN_LOOKS_NANOS = Duration.ofSeconds(2).toNanos();

    private final Path file;
    private final HangLimits limits;
    private final LongSupplier nanoTime;
    private long readAt;
    private @Nullable Pulse last;
    private long withoutBeat;
    private long withoutSign;
    private long longestPause;

    HangWatch(Path file, HangLimits limits, LongSupplier nanoTime) {
        this.file = file;
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.readAt = nanoTime.getAsLong();
    }

    /** Looks at the process. Returns why it counts as hanging, as a whole sentence, or nothing. */
    Optional<String> look() {
        long now = nanoTime.getAsLong();
        if (now - readAt < READ_EVERY_NANOS) {
            return Optional.empty();
        }
        long passed = Math.min(now - readAt, MOST_BETWEEN_LOOKS_NANOS);
        readAt = now;
        Optional<Pulse> read = Pulse.read(file);
        Pulse before = last;
        last = read.orElse(null);
        if (read.isEmpty() || before == null) {
            return Optional.empty();
        }
        Pulse pulse = read.get();
        withoutBeat = pulse.beats() == before.beats() ? withoutBeat + passed : 0;
        if (pulse.signs() == before.signs()) {
            withoutSign += passed;
        } else {
            longestPause = Math.max(longestPause, withoutSign + passed);
            withoutSign = 0;
        }
        if (withoutBeat > limits.pulse().toNanos()) {
            return Optional.of(
                    "The worker node ended the attempt's process, which had stopped: it did nothing for %d s."
                            .formatted(seconds(withoutBeat)));
        }
        if (withoutSign > mostPause(pulse).toNanos()) {
            return Optional.of(
                    "The worker node ended the attempt's process, because its training hung: no step, evaluation or checkpoint went on for %d s%s."
                            .formatted(
                                    seconds(withoutSign),
                                    pulse.steps() == 0
                                            ? ""
                                            : ", and the longest pause before was %d s"
                                                    .formatted(seconds(longestPause))));
        }
        return Optional.empty();
    }

    private Duration mostPause(Pulse pulse) {
        if (pulse.steps() == 0) {
            return limits.firstStep();
        }
        Duration learned = Duration.ofNanos(longestPause).multipliedBy(limits.factor());
        return learned.compareTo(limits.work()) > 0 ? learned : limits.work();
    }

    private static long seconds(long nanos) {
        return Duration.ofNanos(nanos).toSeconds();
    }
}
