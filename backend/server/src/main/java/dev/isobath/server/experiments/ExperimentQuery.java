package dev.isobath.server.experiments;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.spec.Kind;
import dev.isobath.spec.text.NearestName;
import dev.isobath.spec.text.TextRule;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A query for a page of experiments.
 *
 * @param states the states to list; empty for all
 * @param kinds the kinds of architecture to list; empty for all
 * @param text a text that the name, notes or tags contain; empty for all
 * @param tag a tag that the experiments have, or null for all
 * @param sort the column to order by, and the direction
 * @param after the position of the last experiment of the page before, or null for the first page
 * @param limit the most experiments of the page
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
    private static final TextRule TEXT = TextRule.line(200);
    private static final TextRule TAG = TextRule.line(50);

    /** An order by a column, with nulls last. */
    record Sort(String column, String type, boolean descending) {

        /** Maps the names of JSON fields to columns and their types. */
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

        /** Parses an order. For example, {@code -createdAt} lists the latest experiments first. */
        static Sort parse(String text) {
            boolean descending = text.startsWith("-");
            String name = descending ? text.substring(1) : text;
            String column = COLUMNS.get(name);
            if (column == null) {
                throw unknown("sort", name, COLUMNS.keySet().stream().sorted().toList());
            }
            String[] parts = column.split(" ", -1);
            return new Sort(parts[0], parts[1], descending);
        }

        String key() {
            return (descending ? "-" : "") + column;
        }
    }

    /**
     * A position in the order.
     *
     * @param value the value of the column as text, or null
     * @param sequence the number of the experiment, which breaks ties
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
                // The exception below is thrown.
            }
            throw BadRequestException.malformed("cursor: not one of this list and order; begin again without it");
        }
    }

    /** Parses the parameters of a request. */
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
                kinds.stream().map(ExperimentQuery::kind).toList(),
                BadRequestException.parameter("q", text, TEXT),
                tag == null ? null : BadRequestException.parameter("tag", tag, TAG),
                order,
                cursor == null || cursor.isEmpty() ? null : Position.decode(cursor, order),
                limit);
    }

    private static ExperimentState state(String text) {
        return Arrays.stream(ExperimentState.values())
                .filter(state -> state.name().equals(text))
                .findFirst()
                .orElseThrow(() -> unknown(
                        "state",
                        text,
                        Arrays.stream(ExperimentState.values()).map(Enum::name).toList()));
    }

    private static String kind(String text) {
        List<String> kinds = Arrays.stream(Kind.values()).map(Kind::text).toList();
        if (!kinds.contains(text)) {
            throw unknown("kind", text, kinds);
        }
        return text;
    }

    private static BadRequestException unknown(String parameter, String value, List<String> known) {
        return BadRequestException.malformed("%s: '%s' is not one of %s%s"
                .formatted(
                        parameter,
                        TextRule.shortened(value, 60),
                        String.join(", ", known),
                        NearestName.hint(value, known)));
    }
}
