package dev.isobath.server.chaos;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How often each fault was done, and how long the installation took to go on. */
final class ChaosTable {

    private final Map<Fault, List<Double>> seconds = new EnumMap<>(Fault.class);
    private final Map<Fault, String> skipped = new EnumMap<>(Fault.class);

    void add(Fault fault, double recovery) {
        seconds.computeIfAbsent(fault, _ -> new ArrayList<>()).add(recovery);
    }

    void skip(Fault fault, String reason) {
        skipped.put(fault, reason);
    }

    void print(PrintStream out) {
        out.println("| fault | times | median recovery | longest recovery |");
        out.println("|---|---:|---:|---:|");
        for (Fault fault : Fault.values()) {
            List<Double> sorted =
                    seconds.getOrDefault(fault, List.of()).stream().sorted().toList();
            if (!sorted.isEmpty()) {
                out.printf(
                        Locale.ROOT,
                        "| %s | %d | %.1f s | %.1f s |%n",
                        fault.words(),
                        sorted.size(),
                        sorted.get(sorted.size() / 2),
                        sorted.getLast());
            }
        }
        skipped.forEach((fault, reason) -> out.printf("Skipped, because %s: %s.%n", reason, fault.words()));
    }
}
