package dev.isobath.server.experiments;

import dev.isobath.server.experiments.filter.Field;
import dev.isobath.server.experiments.filter.FieldCatalogue;
import dev.isobath.server.experiments.filter.FieldType;
import dev.isobath.server.problems.BadRequestException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query for a page of groups of experiments.
 *
 * @param by the fields that are equal within a group, by the names that were asked for
 * @param values the fields whose values are summed up, by the names that were asked for
 * @param over the members whose values count
 * @param after the position of the last group of the page before, or null for the first page
 * @param limit the most groups of the page
 */
record GroupQuery(
        ExperimentSelection selection,
        Map<String, Field> by,
        Map<String, Field> values,
        Over over,
        GroupOrder order,
        ExperimentOrder.@Nullable Position after,
        int limit) {

    static final int MAX_LIMIT = 200;

    /** The most fields to group by. The filter that finds the members of a group compares each of them. */
    static final int MAX_BY = 10;

    /** The most values. The database looks up each metric on its own. */
    static final int MAX_VALUES = 20;

    /** Whose values count. */
    enum Over {
        /** Those of finished experiments. The loss of one that still runs is not what it will be. */
        FINISHED("finished"),
        ALL("all");

        private final String text;

        Over(String text) {
            this.text = text;
        }

        static Over parse(String text) {
            for (Over over : values()) {
                if (over.text.equals(text)) {
                    return over;
                }
            }
            throw BadRequestException.malformed(
                    "over: must be finished, for the values of finished experiments, or all");
        }
    }

    /** Parses the parameters of a request. */
    static GroupQuery parse(
            ExperimentSelection selection,
            Map<String, Field> by,
            Map<String, Field> values,
            String over,
            String sort,
            FieldCatalogue catalogue,
            @Nullable String cursor,
            int limit) {
        checkBy(by);
        values.values().stream()
                .filter(field -> field.type() != FieldType.NUMBER)
                .findFirst()
                .ifPresent(field -> {
                    throw BadRequestException.malformed("values: '%s' is %s, and only numbers have a mean"
                            .formatted(field.name(), FieldCatalogue.typeWords(field)));
                });
        GroupOrder order = GroupOrder.parse(sort, by, values, catalogue);
        return new GroupQuery(
                selection,
                by,
                values,
                Over.parse(over),
                order,
                ExperimentOrder.Position.decode(cursor, order.key()),
                ExperimentQuery.limit(limit, MAX_LIMIT));
    }

    private static void checkBy(Map<String, Field> by) {
        if (by.isEmpty()) {
            throw BadRequestException.malformed(
                    "by: is missing; name the fields that are equal within a group, or configuration to group seeds");
        }
        checkGroupable(by);
    }

    /**
     * Checks that experiments can be grouped by some fields.
     *
     * @throws BadRequestException with the parameter {@code by}
     */
    static void checkGroupable(Map<String, Field> by) {
        by.values().stream()
                .filter(field -> !FieldCatalogue.isGroupable(field))
                .findFirst()
                .ifPresent(field -> {
                    throw BadRequestException.malformed(
                            field.type().isSortable()
                                    ? "by: '%s' is a long text, so nothing can be grouped by it".formatted(field.name())
                                    : "by: '%s' has several values, so nothing can be grouped by it"
                                            .formatted(field.name()));
                });
        if (List.copyOf(by.values()).stream().distinct().count() < by.size()) {
            throw BadRequestException.malformed("by: has a field twice");
        }
    }
}
