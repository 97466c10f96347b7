package dev.isobath.server.bench;

import dev.isobath.server.bench.MonthLog.How;
import dev.isobath.server.bench.MonthPlan.Node;
import dev.isobath.server.bench.MonthPlan.Work;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a simulated month comes to. */
final class MonthTable {

    /** An experiment that waits longer than this has starved, if an equal one was served meanwhile that was submitted later. */
    static final long STARVED = MonthPlan.DAY;

    /** The time from the submission of an experiment to its first start. */
    private record Wait(Work work, long queued, long started) {

        long millis() {
            return started - queued;
        }
    }

    private record Equals(int project, int priority, long memoryBytes, long deviceMemoryBytes) {

        static Equals of(Work work) {
            return new Equals(work.project(), work.priority(), work.memoryBytes(), work.deviceMemoryBytes());
        }
    }

    private final List<Wait> waits;
    /** The milliseconds of slots that were there. */
    private final Map<Node, Long> up = new HashMap<>();

    private final Map<Node, Long> busy = new HashMap<>();
    private final Map<How, Integer> ends = new HashMap<>();

    MonthTable(List<MonthLog> log) {
        Map<UUID, Wait> first = new HashMap<>();
        Map<UUID, Long> queued = new HashMap<>();
        Map<UUID, Long> started = new HashMap<>();
        Map<Node, Long> upSince = new HashMap<>();
        for (MonthLog entry : log) {
            switch (entry) {
                case MonthLog.Queued(long at, Work work, long _) -> queued.putIfAbsent(work.id(), at);
                case MonthLog.Started(long at, Work work, Node _) -> {
                    started.put(work.id(), at);
                    first.putIfAbsent(work.id(), new Wait(work, queued.getOrDefault(work.id(), at), at));
                }
                case MonthLog.Ended(long at, Work work, Node node, How how) -> {
                    busy.merge(node, ofTheMonth(started.getOrDefault(work.id(), at), at), Long::sum);
                    ends.merge(how, 1, Integer::sum);
                }
                case MonthLog.Up(long at, Node node) -> upSince.put(node, at);
                case MonthLog.Down(long at, Node node) -> addUp(node, upSince.remove(node), at);
            }
        }
        upSince.forEach((node, since) -> addUp(node, since, MonthPlan.LENGTH));
        waits = List.copyOf(first.values());
    }

    private void addUp(Node node, @Nullable Long since, long until) {
        up.merge(node, node.slots() * ofTheMonth(since == null ? until : since, until), Long::sum);
    }

    /** Returns the part of a time that belongs to the month. What is left at its end runs on without new submissions. */
    private static long ofTheMonth(long from, long to) {
        return Math.max(0, Math.min(to, MonthPlan.LENGTH) - Math.min(from, MonthPlan.LENGTH));
    }

    void print() {
        line("waiting", "experiments", "p50", "p95", "longest");
        line("-------", "-----------", "---", "---", "-------");
        printWaits("all", _ -> true);
        printGroups("project ", work -> work.project() + 1);
        printGroups("priority ", Work::priority);
        printWaits("on a processor", work -> !work.needsGpu());
        printWaits("on a GPU", Work::needsGpu);
    }

    private void printGroups(String name, Function<Work, Integer> group) {
        Map<Integer, List<Wait>> groups = new TreeMap<>();
        waits.forEach(wait -> groups.computeIfAbsent(group.apply(wait.work()), _ -> new ArrayList<>())
                .add(wait));
        groups.forEach((key, members) -> printWaits(name + key, members));
    }

    private void printWaits(String name, Predicate<Work> which) {
        printWaits(name, waits.stream().filter(wait -> which.test(wait.work())).toList());
    }

    private static void printWaits(String name, List<Wait> members) {
        List<Long> sorted = members.stream().map(Wait::millis).sorted().toList();
        if (!sorted.isEmpty()) {
            line(
                    name,
                    "%,d".formatted(sorted.size()),
                    duration(sorted.get((int) Math.ceil(0.5 * sorted.size()) - 1)),
                    duration(sorted.get((int) Math.ceil(0.95 * sorted.size()) - 1)),
                    duration(sorted.getLast()));
        }
    }

    /** Returns the share of the slots' time in the month in which they were busy, on nodes that are there. */
    double utilisation(Predicate<Node> which) {
        double there = sum(up, which);
        return there == 0 ? 0 : sum(busy, which) / there;
    }

    private static double sum(Map<Node, Long> times, Predicate<Node> which) {
        return times.entrySet().stream()
                .filter(each -> which.test(each.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    int ends(How how) {
        return ends.getOrDefault(how, 0);
    }

    /** Counts the experiments that have starved. */
    long starved() {
        Map<Equals, List<Wait>> groups = new HashMap<>();
        waits.forEach(wait -> groups.computeIfAbsent(Equals.of(wait.work()), _ -> new ArrayList<>())
                .add(wait));
        return groups.values().stream().mapToLong(MonthTable::starved).sum();
    }

    private static long starved(List<Wait> equals) {
        List<Wait> latestFirst = equals.stream()
                .sorted(Comparator.comparingLong(Wait::queued).reversed())
                .toList();
        long starved = 0;
        long earliestStartOfLater = Long.MAX_VALUE;
        long earliestStartOfSame = Long.MAX_VALUE;
        long queued = Long.MAX_VALUE;
        for (Wait wait : latestFirst) {
            if (wait.queued() != queued) {
                earliestStartOfLater = Math.min(earliestStartOfLater, earliestStartOfSame);
                queued = wait.queued();
            }
            earliestStartOfSame = Math.min(earliestStartOfSame, wait.started());
            if (wait.millis() > STARVED && earliestStartOfLater < wait.started()) {
                starved++;
            }
        }
        return starved;
    }

    static String duration(long millis) {
        double seconds = millis / 1e3;
        if (seconds < 60) {
            return format("%.0f s", seconds);
        }
        if (seconds < 3_600) {
            return format("%.0f min", seconds / 60);
        }
        return seconds < 2 * 86_400 ? format("%.1f h", seconds / 3_600) : format("%.1f days", seconds / 86_400);
    }

    private static String format(String form, double value) {
        return String.format(Locale.ROOT, form, value);
    }

    static void line(String... cells) {
        System.out.println("| " + String.join(" | ", cells) + " |");
    }
}
