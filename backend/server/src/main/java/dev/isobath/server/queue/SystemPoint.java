package dev.isobath.server.queue;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A point of the curves of a node and of an attempt's process. What was not measured is null.
 *
 * @param at when it was measured; where it is the mean of several samples, when the last of them was
 * @param cpu the share of all cores of the node that was busy, 0 to 1
 * @param memoryBytes the memory of the node in use
 * @param processCpu the cores that the attempt's process kept busy
 * @param processMemoryBytes the memory of the attempt's process
 * @param gpu the share of the time in which the GPUs of the node computed, 0 to 1
 * @param gpuMemoryBytes the memory in use on all GPUs of the node
 */
@Schema(name = "SystemPoint")
record SystemPoint(
        Instant at,
        @Nullable Double cpu,
        @Nullable Double memoryBytes,
        @Nullable Double processCpu,
        @Nullable Double processMemoryBytes,
        @Nullable Double gpu,
        @Nullable Double gpuMemoryBytes) {}
