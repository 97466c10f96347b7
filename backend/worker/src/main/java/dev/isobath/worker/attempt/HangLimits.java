package dev.isobath.worker.attempt;

import java.time.Duration;

/**
 * How long an attempt's process may show nothing before it counts as hanging.
 *
 * @param pulse the time without a beat of its pulse, after which it counts as stopped
 * @param firstStep the time without a sign of work before its first step, when nothing is known of its speed
 * @param work the least time without a sign of work after its first step
 * @param factor how many times longer than its longest pause so far the process may pause
 */
public record HangLimits(Duration pulse, Duration firstStep, Duration work, int factor) {

    static final HangLimits USUAL =
            new HangLimits(Duration.ofSeconds(60), Duration.ofHours(1), Duration.ofMinutes(5), 20);
}
