package dev.isobath.server.experiments;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.FieldError;
import dev.isobath.spec.text.TextRule;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Checks the settings of a list before they are kept, by the same rules as a request for the list. */
@Component
public class ListSettingsChecker {

    private static final UUID ANY = new UUID(0, 0);

    private final ExperimentFields fields;

    ListSettingsChecker(ExperimentFields fields) {
        this.fields = fields;
    }

    /**
     * Returns the settings normalised, with null for what is not set. The errors are added to a list.
     *
     * @param pointer the JSON pointer of the settings
     */
    public ListSettings check(String pointer, ListSettings settings, List<FieldError> errors) {
        List<String> state = listed(settings.state());
        List<String> kind = listed(settings.kind());
        String q = text(settings.q());
        String tag = text(settings.tag());
        String filter = text(settings.filter());
        String sort = text(settings.sort());
        List<String> columns = listed(settings.columns());
        List<String> by = listed(settings.by());
        String over = text(settings.over());
        Check check = new Check(pointer, errors);
        check.run("state", () -> select(state, List.of(), "", null));
        check.run("kind", () -> select(List.of(), kind, "", null));
        check.run("q", () -> select(List.of(), List.of(), q == null ? "" : q, null));
        check.run("tag", () -> select(List.of(), List.of(), "", tag));
        check.run("filter", () -> fields.parse(filter));
        check.run("columns", () -> fields.columns(columns));
        check.run("by", () -> GroupQuery.checkGroupable(fields.named("by", by, GroupQuery.MAX_BY)));
        check.run("over", () -> {
            if (over != null) {
                GroupQuery.Over.parse(over);
            }
        });
        if (sort != null && !(isOfGroups(sort) && !by.isEmpty())) {
            check.run("sort", () -> ExperimentOrder.parse(sort, fields.catalogue()));
        }
        return new ListSettings(orNull(state), orNull(kind), q, tag, filter, sort, orNull(columns), orNull(by), over);
    }

    private static boolean isOfGroups(String sort) {
        return (sort.startsWith("-") ? sort.substring(1) : sort).equals(GroupOrder.EXPERIMENTS);
    }

    private static Object select(List<String> states, List<String> kinds, String text, @Nullable String tag) {
        return ExperimentSelection.parse(ANY, List.of(), states, kinds, text, tag, null);
    }

    private static List<String> listed(@Nullable List<String> list) {
        return list == null
                ? List.of()
                : list.stream()
                        .filter(Objects::nonNull)
                        .map(TextRule::normalise)
                        .distinct()
                        .toList();
    }

    private static @Nullable List<String> orNull(List<String> list) {
        return list.isEmpty() ? null : list;
    }

    private static @Nullable String text(@Nullable String text) {
        String normalised = text == null ? "" : TextRule.normalise(text);
        return normalised.isEmpty() ? null : normalised;
    }

    private record Check(String pointer, List<FieldError> errors) {

        /** Runs what reads a parameter, whose messages begin with its name. */
        void run(String name, Runnable reading) {
            try {
                reading.run();
            } catch (BadRequestException e) {
                String message = String.valueOf(e.getMessage());
                String prefix = name + ": ";
                errors.add(new FieldError(
                        pointer + "/" + name,
                        message.startsWith(prefix) ? message.substring(prefix.length()) : message));
            }
        }
    }
}
