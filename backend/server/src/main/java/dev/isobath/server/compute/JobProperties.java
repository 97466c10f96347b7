package dev.isobath.server.compute;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of jobs at the scheduler of a cluster, whichever it is.
 *
 * @param interval the pause between two looks at the scheduler
 * @param stopLimit the time in which a job that was told to end has to stop with a checkpoint; after that it is ended at once
 * @param overdue the time after the end of its attempt in which a job has to end; after that it is ended at once
 * @param startLimit the time after its start in which a job has to ask for its experiment; after that it is ended at once
 * @param withoutCheckpoint the most jobs in a row that may end without a new checkpoint; after that the experiment is paused
 * @param batch the most jobs that are submitted between two looks at the scheduler
 */
@ConfigurationProperties("isobath.jobs")
record JobProperties(
        @DefaultValue("5s") Duration interval,
        @DefaultValue("4m") Duration stopLimit,
        @DefaultValue("30s") Duration overdue,
        @DefaultValue("10m") Duration startLimit,
        @DefaultValue("20") int withoutCheckpoint,
        @DefaultValue("100") int batch) {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** Returns the pause before the next job, after some jobs in a row that ended without a new checkpoint. */
    Duration pauseAfter(int jobs) {
        if (jobs <= 1) {
            return Duration.ZERO;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(jobs - 2, 20));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
