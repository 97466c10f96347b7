package dev.isobath.worker.process;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a process. Process numbers are used again, but a number and a start time together are unique.
 *
 * @param started the start time, null where the system does not tell
 */
public record ProcessIdentity(long pid, @Nullable Instant started) {

    public static ProcessIdentity of(ProcessHandle process) {
        return new ProcessIdentity(process.pid(), process.info().startInstant().orElse(null));
    }

    /** Returns the process if it still runs. */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> of(process).equals(this));
    }
}
