package dev.isobath.server.experiments;

import dev.isobath.server.experiments.filter.Field;
import dev.isobath.server.experiments.filter.FieldCatalogue;
import dev.isobath.server.experiments.filter.UnknownFieldException;
import dev.isobath.server.problems.BadRequestException;
import java.util.List;
import java.util.Map;

/**
 * An order of groups, with groups without a value last.
 *
 * @param key what a cursor has to agree with
 * @param column the column of the groups
 * @param type the type of the column in SQL
 */
record GroupOrder(String key, String column, String type, boolean descending) {

    /** The number of experiments of a group. */
    static final String EXPERIMENTS = "experiments";

    /** Parses an order: by a field of the key, by the mean of a value, or by the newest member, the names or the number of members. */
    static GroupOrder parse(String text, Map<String, Field> by, Map<String, Field> values, FieldCatalogue catalogue) {
        boolean descending = text.startsWith("-");
        String name = descending ? text.substring(1) : text;
        String key = String.join(",", by.keySet()) + " " + text;
        if (name.equals(EXPERIMENTS)) {
            return new GroupOrder(key, "members", "bigint", descending);
        }
        Field field = field(name, catalogue);
        int place = List.copyOf(by.values()).indexOf(field);
        if (place >= 0) {
            return new GroupOrder(key, "b" + place, field.type().sql(), descending);
        }
        place = List.copyOf(values.values()).indexOf(field);
        if (place >= 0) {
            return new GroupOrder(key, "mean" + place, "float8", descending);
        }
        return switch (field.name()) {
            case "createdAt" -> new GroupOrder(key, "latest", "timestamptz", descending);
            case "name" -> new GroupOrder(key, "first_name", "text", descending);
            default ->
                throw BadRequestException.malformed(
                        "sort: '%s' is not the same in all members of a group; sort by createdAt, name, experiments, a field of 'by' or one of 'values'"
                                .formatted(name));
        };
    }

    private static Field field(String name, FieldCatalogue catalogue) {
        try {
            return catalogue.get(name);
        } catch (UnknownFieldException e) {
            throw BadRequestException.malformed("sort: " + e.reason());
        }
    }
}
