package dev.isobath.server.curves;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.spec.metrics.Metric;
import dev.isobath.spec.text.NearestName;
import dev.isobath.spec.text.TextRule;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Refuses names of metrics that no run reports, so that a misspelt name is not taken for a metric without values. */
final class MetricNames {

    private static final String NUMBER = "(0|[1-9][0-9]*)";

    private MetricNames() {}

    /**
     * Checks requested names. A name is known when it is in the list of metrics, with or without a star for all blocks, or when an
     * experiment has reported it.
     *
     * @throws BadRequestException with the first unknown name and the nearest known one
     */
    static void check(List<String> names, Set<String> reported) {
        for (String name : names) {
            if (!reported.contains(name)
                    && Arrays.stream(Metric.values()).noneMatch(metric -> isNameOf(metric, name))) {
                throw BadRequestException.malformed(
                        "metrics: '%s' is not a metric%s".formatted(TextRule.shortened(name, 60), hint(name)));
            }
        }
    }

    private static boolean isNameOf(Metric metric, String name) {
        String layers = switch (metric.scope()) {
            case RUN -> "";
            case LAYER -> "/(" + NUMBER + "|\\*)";
            case PATH -> "/(" + NUMBER + "/(" + NUMBER + "|\\*)|\\*)";
        };
        return name.startsWith(metric.word())
                && name.substring(metric.word().length()).matches(layers);
    }

    private static String hint(String name) {
        int slash = name.indexOf('/');
        String word = slash < 0 ? name : name.substring(0, slash);
        List<String> same = Arrays.stream(Metric.values())
                .filter(metric -> metric.word().equals(word))
                .map(metric -> metric.word() + metric.scope().suffix())
                .toList();
        if (!same.isEmpty()) {
            return "; its names have the form " + String.join(" or ", same);
        }
        String hint = NearestName.hint(
                word,
                Arrays.stream(Metric.values()).map(Metric::word).distinct().toList());
        return hint.isEmpty() ? "; docs/metrics.md lists all of them" : hint;
    }
}
