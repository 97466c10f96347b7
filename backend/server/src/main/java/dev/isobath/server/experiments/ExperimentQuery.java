package dev.isobath.server.experiments;

import dev.isobath.server.problems.BadRequestException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which experiments to list, and in which order.
 *
 * @param states empty for all
 * @param kinds empty for all
 * @param text in name, notes or tags; empty for all
 * @param sort a column and its direction
 * @param after the last one seen, or null to begin
 */
record ExperimentQuery(
        UUID project,
        List<ExperimentState> states,
        List<String> kinds,
        String text,
        @Nullable String tag,
        Sort sort,
        @Nullable Position after,
        int limit) {

    static final int MAX_LIMIT = 500;

    /** By a column; nulls last. */
    record Sort(String column, String type, boolean descending) {

        /** Names in JSON to columns and their types. */
        private static final Map<String, String> COLUMNS = Map.ofEntries(
                Map.entry("createdAt", "created_at timestamptz"),
                Map.entry("queuedAt", "queued_at timestamptz"),
                Map.entry("startedAt", "started_at timestamptz"),
                Map.entry("finishedAt", "finished_at timestamptz"),
                Map.entry("name", "name text"),
                Map.entry("kind", "kind text"),
                Map.entry("state", "state text"),
                Map.entry("priority", "priority bigint"),
                Map.entry("step", "step bigint"),
                Map.entry("steps", "steps bigint"),
                Map.entry("parameters", "parameters bigint"),
                Map.entry("flopsPerStep", "flops_per_step bigint"),
                Map.entry("flopsPlanned", "flops_planned float8"),
                Map.entry("flopsExecuted", "flops_executed float8"),
                Map.entry("seconds", "seconds float8"),
                Map.entry("trainLoss", "train_loss float8"),
                Map.entry("valLoss", "val_loss float8"),
                Map.entry("tokensPerSecond", "tokens_per_second float8"));

        /** For example {@code -createdAt}: the latest first. */
        static Sort parse(String text) {
            boolean descending = text.startsWith("-");
            String name = descending ? text.substring(1) : text;
            String column = COLUMNS.get(name);
            if (column == null) {
                throw BadRequestException.malformed("sort: '" + name + "' is not one of "
                        + String.join(", ", COLUMNS.keySet().stream().sorted().toList()));
            }
            String[] parts = column.split(" ", -1);
            return new Sort(parts[0], parts[1], descending);
        }

        String key() {
            return (descending ? "-" : "") + column;
        }
    }

    /**
     * A place in the order.
     *
     * @param value the sorted column as text
     * @param sequence breaks ties
     */
    record Position(@Nullable String value, long sequence) {

        String encode(Sort sort) {
            String text = sort.key() + "\n" + sequence + "\n" + (value == null ? "" : "=" + value);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        static Position decode(String cursor, Sort sort) {
            try {
                String[] lines =
                        new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split("\n", 3);
                if (lines.length == 3 && lines[0].equals(sort.key())) {
                    return new Position(lines[2].isEmpty() ? null : lines[2].substring(1), Long.parseLong(lines[1]));
                }
            } catch (IllegalArgumentException _) {
                // Falls through to the refusal.
            }
            throw BadRequestException.malformed("cursor: not one of this list and order; begin again without it");
        }
    }

    /** Reads request parameters. */
    static ExperimentQuery parse(
            UUID project,
            List<String> states,
            List<String> kinds,
            String text,
            @Nullable String tag,
            String sort,
            @Nullable String cursor,
            int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw BadRequestException.malformed("limit: must be between 1 and " + MAX_LIMIT);
        }
        Sort order = Sort.parse(sort);
        return new ExperimentQuery(
                project,
                states.stream().map(ExperimentQuery::state).toList(),
                kinds,
                text.strip().replace("\0", ""),
                tag,
                order,
                cursor == null || cursor.isEmpty() ? null : Position.decode(cursor, order),
                limit);
    }

    private static ExperimentState state(String text) {
        return Arrays.stream(ExperimentState.values())
                .filter(state -> state.name().equals(text))
                .findFirst()
                .orElseThrow(() -> BadRequestException.malformed(
                        "state: '" + text + "' is not one of " + Arrays.toString(ExperimentState.values())));
    }
}
