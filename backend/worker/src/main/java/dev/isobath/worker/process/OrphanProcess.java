package dev.isobath.worker.process;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Processes whose node has died. */
public final class OrphanProcess {

    private OrphanProcess() {}

    /** Waits for the process to end by itself, and kills it if it does not. */
    public static void end(ProcessHandle orphan, Duration time) throws InterruptedException {
        if (!awaitEnd(orphan, time)) {
            orphan.destroyForcibly();
            awaitEnd(orphan, time);
        }
    }

    private static boolean awaitEnd(ProcessHandle process, Duration time) throws InterruptedException {
        try {
            process.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException runsOn) {
            return false;
        }
    }
}
