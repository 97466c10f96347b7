package dev.isobath.server.experiments;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.FieldError;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.text.TextRule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of an experiment that users may change. A null field stays as it is. */
record ExperimentChange(
        @Nullable String name,
        @Nullable List<String> tags,
        @Nullable String notes,
        @Nullable Integer priority) {

    static final int MAX_NOTES = 20_000;
    private static final TextRule NAME = TextRule.name(SpecReader.MAX_NAME_LENGTH);
    private static final TextRule NOTES = TextRule.lines(MAX_NOTES);
    private static final TextRule TAG = TextRule.name(50);
    static final int MAX_TAGS = 20;
    static final int MAX_PRIORITY = 1000;

    /**
     * Returns the change with normalised texts.
     *
     * @throws BadRequestException with an error for each invalid field
     */
    ExperimentChange validated() {
        List<FieldError> errors = new ArrayList<>();
        String checkedName = text("/name", name, NAME, errors);
        String checkedNotes = text("/notes", notes, NOTES, errors);
        List<String> checkedTags = tags == null ? null : checkedTags(tags, errors);
        if (priority != null && Math.abs((long) priority) > MAX_PRIORITY) {
            errors.add(new FieldError("/priority", "must be between %d and %d".formatted(-MAX_PRIORITY, MAX_PRIORITY)));
        }
        if (!errors.isEmpty()) {
            throw BadRequestException.invalid(errors);
        }
        return new ExperimentChange(checkedName, checkedTags, checkedNotes, priority);
    }

    /** Returns whether a text can be a tag as it is. */
    static boolean isTag(String text) {
        return TextRule.normalise(text).equals(text) && TAG.violation(text).isEmpty();
    }

    private static List<String> checkedTags(List<String> tags, List<FieldError> errors) {
        if (tags.size() > MAX_TAGS) {
            errors.add(new FieldError("/tags", "must be at most %d words".formatted(MAX_TAGS)));
            return tags;
        }
        List<String> checked = new ArrayList<>();
        for (int i = 0; i < tags.size(); i++) {
            checked.add(checkedText("/tags/" + i, tags.get(i), TAG, errors));
        }
        return checked;
    }

    private static @Nullable String text(
            String pointer, @Nullable String text, TextRule rule, List<FieldError> errors) {
        return text == null ? null : checkedText(pointer, text, rule, errors);
    }

    private static String checkedText(String pointer, String text, TextRule rule, List<FieldError> errors) {
        String normalised = TextRule.normalise(text);
        FieldError.ofText(pointer, normalised, rule).ifPresent(errors::add);
        return normalised;
    }
}
