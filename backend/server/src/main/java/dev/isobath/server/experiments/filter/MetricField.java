package dev.isobath.server.experiments.filter;

import dev.isobath.server.experiments.filter.Field.Source;
import dev.isobath.server.experiments.filter.Field.Statistic;
import dev.isobath.spec.metrics.Metric;
import dev.isobath.spec.text.NearestName;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fields that are values of metrics: {@code val_loss}, {@code val_loss.best}, {@code router_mean/3.max}. */
final class MetricField {

    private static final Pattern FORM =
            Pattern.compile("(?<name>[a-z][a-z0-9_]{0,63}(/(0|[1-9][0-9]{0,3})){0,2})(\\.(?<value>[A-Za-z]+))?");

    private static final List<String> VALUES = List.of("last", "best", "min", "max");

    /** Metrics whose best value is the greatest. */
    private static final List<String> RISING = List.of(
            "predictor_accuracy",
            "predictor_precision",
            "predictor_recall",
            "tokens_per_second",
            "flops_per_second",
            "matmul_share",
            "matmul_rate");

    private static final List<String> FALLING =
            List.of("memory_peak", "forward_seconds", "backward_seconds", "optimiser_seconds");

    private MetricField() {}

    static Optional<Field> find(String text, Predicate<String> reported) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return foreign(text, reported);
        }
        String name = matcher.group("name");
        String value = matcher.group("value") == null ? "last" : matcher.group("value");
        if (!VALUES.contains(value) || !(isKnown(name) || reported.test(name))) {
            return foreign(text, reported);
        }
        return field(name, value);
    }

    /** Finds a metric that another program has named, such as {@code eval/loss} or {@code Accuracy.max}. */
    private static Optional<Field> foreign(String text, Predicate<String> reported) {
        int dot = text.lastIndexOf('.');
        if (dot > 0 && VALUES.contains(text.substring(dot + 1)) && reported.test(text.substring(0, dot))) {
            return field(text.substring(0, dot), text.substring(dot + 1));
        }
        return reported.test(text) ? field(text, "last") : Optional.empty();
    }

    private static Optional<Field> field(String name, String value) {
        return statistic(name, value)
                .map(statistic -> new Field(
                        name + "." + shown(statistic),
                        FieldType.NUMBER,
                        List.of(),
                        new Source.Metric(name, statistic)));
    }

    /** Returns the end of the message about a name that is almost a metric's. */
    static Optional<String> hint(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || matcher.group("value") == null || !words().contains(word(matcher.group("name")))) {
            return Optional.empty();
        }
        String name = matcher.group("name");
        String value = matcher.group("value");
        if (!isKnown(name)) {
            return Optional.of("; its names have the form " + forms(word(name)));
        }
        if (value.equals("best")) {
            return Optional.of("; no value of '%s' is better than another, so write '%s.min' or '%s.max'"
                    .formatted(name, name, name));
        }
        return Optional.of("; the values of a metric are last, best, min and max" + NearestName.hint(value, VALUES));
    }

    static List<String> words() {
        return Arrays.stream(Metric.values()).map(Metric::word).distinct().toList();
    }

    private static Optional<Statistic> statistic(String name, String value) {
        return switch (value) {
            case "last" -> Optional.of(Statistic.LAST);
            case "min" -> Optional.of(Statistic.LEAST);
            case "max" -> Optional.of(Statistic.GREATEST);
            default -> best(word(name));
        };
    }

    /** Returns which value is the best, or nothing for metrics of which no value is better than another. */
    static Optional<Statistic> best(String word) {
        if (RISING.contains(word) || word.endsWith("accuracy")) {
            return Optional.of(Statistic.GREATEST);
        }
        return FALLING.contains(word) || word.endsWith("loss") || word.endsWith("loss_causal")
                ? Optional.of(Statistic.LEAST)
                : Optional.empty();
    }

    private static String shown(Statistic statistic) {
        return switch (statistic) {
            case LAST -> "last";
            case LEAST -> "min";
            case GREATEST -> "max";
        };
    }

    private static String word(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? name : name.substring(0, slash);
    }

    private static boolean isKnown(String name) {
        long slashes = name.chars().filter(character -> character == '/').count();
        return Arrays.stream(Metric.values())
                .anyMatch(metric -> metric.word().equals(word(name))
                        && metric.scope()
                                        .suffix()
                                        .chars()
                                        .filter(character -> character == '/')
                                        .count()
                                == slashes);
    }

    private static String forms(String word) {
        return String.join(
                " or ",
                Arrays.stream(Metric.values())
                        .filter(metric -> metric.word().equals(word))
                        .map(metric -> metric.word() + metric.scope().suffix())
                        .toList());
    }
}
