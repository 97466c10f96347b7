package dev.isobath.training.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The memory of this process, as Linux counts it. */
final class ProcessMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String PEAK = "VmHWM:";

    private ProcessMemory() {}

    /** Returns the largest number of bytes that were ever resident. It is empty where the system does not tell. */
    static OptionalLong peak() {
        try {
            return Files.exists(STATUS)
                    ? peak(Files.readString(STATUS, StandardCharsets.ISO_8859_1))
                    : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** Reads the peak from the {@code status} file of proc(5): {@code VmHWM:     1234 kB}. */
    static OptionalLong peak(String status) {
        return status.lines()
                .filter(line -> line.startsWith(PEAK))
                .map(line -> line.substring(PEAK.length()).strip().split("\\s+"))
                .filter(words -> words.length == 2 && words[1].equals("kB"))
                .mapToLong(words -> 1024 * Long.parseLong(words[0]))
                .findFirst();
    }
}
