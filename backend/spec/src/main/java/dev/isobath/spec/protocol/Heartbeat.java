package dev.isobath.spec.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker reports that an attempt is alive.
 *
 * @param step the number of optimiser steps done
 * @param system the samples taken since the last heartbeat that was answered; null from a worker of a version that takes none
 */
public record Heartbeat(long step, @Nullable List<SystemSample> system) {

    /** Makes a heartbeat without samples. */
    public Heartbeat(long step) {
        this(step, null);
    }
}
