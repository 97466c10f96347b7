package dev.isobath.server.experiments;

import dev.isobath.server.experiments.filter.FieldCatalogue;
import dev.isobath.server.experiments.filter.Filter;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.spec.Kind;
import dev.isobath.spec.text.NearestName;
import dev.isobath.spec.text.TextRule;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A query for a page of experiments.
 *
 * @param ids the experiments to choose from; empty for all
 * @param states the states to list; empty for all
 * @param kinds the kinds of architecture to list; empty for all
 * @param text a text that the name, notes or tags contain; empty for all
 * @param tag a tag that the experiments have, or null for all
 * @param filter what else the experiments have to be, or null for all
 * @param order the field to order by, and the direction
 * @param after the position of the last experiment of the page before, or null for the first page
 * @param limit the most experiments of the page
 */
record ExperimentQuery(
        UUID project,
        NamedIds ids,
        List<ExperimentState> states,
        List<String> kinds,
        String text,
        @Nullable String tag,
        @Nullable Filter filter,
        ExperimentOrder order,
        ExperimentOrder.@Nullable Position after,
        int limit) {

    static final int MAX_LIMIT = 500;
    private static final TextRule TEXT = TextRule.line(200);
    private static final TextRule TAG = TextRule.line(50);

    /** Returns whether the list has experiments that were put away. It has them where they are named or the filter speaks of them. */
    boolean includesArchived() {
        return !ids.isEmpty() || (filter != null && filter.mentions(FieldCatalogue.ARCHIVED));
    }

    /** Parses the parameters of a request. */
    static ExperimentQuery parse(
            UUID project,
            List<String> ids,
            List<String> states,
            List<String> kinds,
            String text,
            @Nullable String tag,
            @Nullable Filter filter,
            ExperimentOrder order,
            @Nullable String cursor,
            int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw BadRequestException.malformed("limit: must be between 1 and " + MAX_LIMIT);
        }
        return new ExperimentQuery(
                project,
                NamedIds.parse(ids),
                states.stream().map(ExperimentQuery::state).toList(),
                kinds.stream().map(ExperimentQuery::kind).toList(),
                BadRequestException.parameter("q", text, TEXT),
                tag == null ? null : BadRequestException.parameter("tag", tag, TAG),
                filter,
                order,
                cursor == null || cursor.isEmpty() ? null : ExperimentOrder.Position.decode(cursor, order),
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
