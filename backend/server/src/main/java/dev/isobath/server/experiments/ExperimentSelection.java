package dev.isobath.server.experiments;

import dev.isobath.server.experiments.filter.FieldCatalogue;
import dev.isobath.server.experiments.filter.Filter;
import dev.isobath.server.experiments.filter.FilterSql;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.spec.text.NearestName;
import dev.isobath.spec.text.TextRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which experiments of a project are meant.
 *
 * @param ids the experiments to choose from; empty for all
 * @param states the states; empty for all
 * @param kinds the kinds of architecture; empty for all
 * @param text a text that the name, notes or tags contain; empty for all
 * @param tag a tag that the experiments have, or null for all
 * @param filter what else the experiments have to be, or null for all
 */
record ExperimentSelection(
        UUID project,
        NamedIds ids,
        List<ExperimentState> states,
        List<String> kinds,
        String text,
        @Nullable String tag,
        @Nullable Filter filter) {

    private static final TextRule TEXT = TextRule.line(200);
    private static final TextRule TAG = TextRule.line(50);

    /** Returns whether experiments that were put away are meant. They are where they are named or the filter speaks of them. */
    boolean includesArchived() {
        return !ids.isEmpty() || (filter != null && filter.mentions(FieldCatalogue.ARCHIVED));
    }

    /** Returns whether all experiments of the project are meant but those that were put away. */
    boolean isWholeProject() {
        return ids.isEmpty()
                && states.isEmpty()
                && kinds.isEmpty()
                && text.isEmpty()
                && (tag == null || tag.isEmpty())
                && filter == null;
    }

    /** Parses the parameters of a request. */
    static ExperimentSelection parse(
            UUID project,
            List<String> ids,
            List<String> states,
            List<String> kinds,
            String text,
            @Nullable String tag,
            @Nullable Filter filter) {
        return new ExperimentSelection(
                project,
                NamedIds.parse(ids),
                states.stream().map(ExperimentSelection::state).toList(),
                kinds.stream().map(ExperimentSelection::kind).toList(),
                BadRequestException.parameter("q", text, TEXT),
                tag == null ? null : BadRequestException.parameter("tag", tag, TAG),
                filter);
    }

    /** Returns the condition of SQL, and stores its parameters in the translation. */
    String condition(FilterSql sql) {
        Map<String, Object> parameters = sql.parameters();
        StringBuilder condition = new StringBuilder("e.project_id = :project and e.deleted_at is null");
        parameters.put("project", project);
        if (!includesArchived()) {
            condition.append(" and e.archived_at is null");
        }
        if (!ids.isEmpty()) {
            condition.append(" and (e.id = any(:whole::uuid[]) or right(e.id::text, 9) = any(:endings::text[]))");
            parameters.put("whole", ids.whole().toArray(UUID[]::new));
            parameters.put("endings", ids.endings().toArray(String[]::new));
        }
        if (!states.isEmpty()) {
            condition.append(" and e.state in (:states)");
            parameters.put("states", states.stream().map(Enum::name).toList());
        }
        if (!kinds.isEmpty()) {
            condition.append(" and e.kind in (:kinds)");
            parameters.put("kinds", kinds);
        }
        if (!text.isEmpty()) {
            condition.append(
                    " and (e.name ilike :text or e.notes ilike :text or array_to_string(e.tags, ' ') ilike :text)");
            parameters.put("text", "%" + text.replaceAll("([\\\\%_])", "\\\\$1") + "%");
        }
        if (tag != null && !tag.isEmpty()) {
            condition.append(" and :tag = any(e.tags)");
            parameters.put("tag", tag);
        }
        if (filter != null) {
            condition.append(" and ").append(sql.condition(filter));
        }
        return condition.toString();
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
        List<String> kinds = ExperimentKinds.names();
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
