package dev.isobath.server.experiments;

import dev.isobath.server.experiments.filter.Field;
import dev.isobath.server.experiments.filter.FieldCatalogue;
import dev.isobath.server.experiments.filter.UnknownFieldException;
import dev.isobath.server.problems.BadRequestException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An order by a field, with experiments without a value last, and the position of a page in it. */
record ExperimentOrder(Field field, boolean descending) {

    /** Parses an order. For example, {@code -createdAt} lists the latest experiments first. */
    static ExperimentOrder parse(String text, FieldCatalogue catalogue) {
        boolean descending = text.startsWith("-");
        try {
            Field field = catalogue.get(descending ? text.substring(1) : text);
            if (!field.type().isSortable()) {
                throw BadRequestException.malformed(
                        "sort: '%s' has several values, so nothing can be sorted by it".formatted(field.name()));
            }
            return new ExperimentOrder(field, descending);
        } catch (UnknownFieldException e) {
            throw BadRequestException.malformed("sort: " + e.reason());
        }
    }

    /** Returns what a cursor has to agree with. */
    String key() {
        return (descending ? "-" : "") + field.name();
    }

    /**
     * A position in the order.
     *
     * @param value the value of the field as text, or null
     * @param sequence the number of the experiment, which breaks ties
     */
    record Position(@Nullable String value, long sequence) {

        String encode(String key) {
            String text = key + "\n" + sequence + "\n" + (value == null ? "" : "=" + value);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        /** Decodes the cursor of a request. There is none for the first page. */
        static @Nullable Position decode(@Nullable String cursor, String key) {
            if (cursor == null || cursor.isEmpty()) {
                return null;
            }
            try {
                String[] lines =
                        new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split("\n", 3);
                if (lines.length == 3 && lines[0].equals(key)) {
                    return new Position(lines[2].isEmpty() ? null : lines[2].substring(1), Long.parseLong(lines[1]));
                }
            } catch (IllegalArgumentException _) {
                // The exception below is thrown.
            }
            throw BadRequestException.malformed("cursor: not one of this list and order; begin again without it");
        }

        /**
         * Returns the condition that a row comes after this position, where rows without a value come last. The parameters are added.
         *
         * @param value the expression of the value
         * @param type the type of the value in SQL
         * @param sequence the expression of the number that breaks ties
         */
        String after(String value, String type, String sequence, boolean descending, Map<String, Object> parameters) {
            String beyond = descending ? "<" : ">";
            parameters.put("sequence", this.sequence);
            if (this.value == null) {
                return "%s is null and %s %s :sequence".formatted(value, sequence, beyond);
            }
            parameters.put("value", this.value);
            return "(%1$s is null or %1$s %2$s cast(:value as %3$s) or (%1$s = cast(:value as %3$s) and %4$s %2$s :sequence))"
                    .formatted(value, beyond, type, sequence);
        }
    }
}
