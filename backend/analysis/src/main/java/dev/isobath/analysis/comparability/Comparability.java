package dev.isobath.analysis.comparability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Sorts runs into groups that may be analysed together.
 *
 * @param groups the groups, the largest one first; groups of the same size in the order of their first run
 */
public record Comparability(List<Group> groups) {

    /**
     * Runs that may be analysed together.
     *
     * @param runs the names of the runs
     * @param differences what differs from the first group; empty for the first group
     */
    public record Group(List<String> runs, List<Difference> differences) {}

    /**
     * One difference between a group and the first one.
     *
     * @param condition what differs
     * @param here the value of this group
     * @param reference the value of the first group
     * @param reason why the runs cannot be compared because of it, as a whole sentence
     */
    public record Difference(Condition condition, String here, String reference, String reason) {}

    /** Sorts the runs into groups with equal conditions. */
    public static Comparability of(List<Conditions> runs) {
        Map<List<String>, List<Conditions>> byValues = runs.stream()
                .collect(Collectors.groupingBy(
                        run -> Arrays.stream(Condition.values())
                                .map(each -> each.of(run))
                                .toList(),
                        LinkedHashMap::new,
                        Collectors.toList()));
        List<List<Conditions>> largestFirst = new ArrayList<>(byValues.values());
        largestFirst.sort(Comparator.comparingInt(group -> -group.size()));
        return new Comparability(largestFirst.stream()
                .map(group -> new Group(
                        group.stream().map(Conditions::run).toList(),
                        differences(group.getFirst(), largestFirst.getFirst().getFirst())))
                .toList());
    }

    /** Whether all runs may be analysed together. */
    public boolean together() {
        return groups.size() <= 1;
    }

    private static List<Difference> differences(Conditions here, Conditions reference) {
        return Arrays.stream(Condition.values())
                .filter(each -> !each.of(here).equals(each.of(reference)))
                .map(each -> new Difference(
                        each, each.of(here), each.of(reference), each.sentence(each.of(here), each.of(reference))))
                .toList();
    }
}
