package dev.isobath.spec.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a worker node and the process of an attempt use at one moment. What could not be measured is null.
 *
 * @param age the seconds between the sample and the call that carries it, so that the clock of the node does not matter
 * @param cpu the share of all cores of the node that is busy, over the time since the sample before, 0 to 1
 * @param memoryBytes the memory of the node in use, without what the system can free at once
 * @param processCpu the cores that the attempt's process keeps busy, over the same time; 1.5 is one and a half cores
 * @param processMemoryBytes the memory of the attempt's process
 * @param gpu the share of the time in which a GPU of the node computes, the mean over its GPUs, 0 to 1
 * @param gpuMemoryBytes the memory in use on all GPUs of the node
 */
public record SystemSample(
        double age,
        @Nullable Double cpu,
        @Nullable Long memoryBytes,
        @Nullable Double processCpu,
        @Nullable Long processMemoryBytes,
        @Nullable Double gpu,
        @Nullable Long gpuMemoryBytes) {}
