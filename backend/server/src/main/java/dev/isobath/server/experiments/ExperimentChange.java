package dev.isobath.server.experiments;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of an experiment that users may change. A null field stays as it is. */
record ExperimentChange(
        @Nullable String name,
        @Nullable List<String> tags,
        @Nullable String notes,
        @Nullable Integer priority) {

    private static final int MAX_NAME_LENGTH = 200;
    private static final int MAX_NOTES_LENGTH = 20_000;
    private static final int MAX_TAGS = 20;
    private static final int MAX_TAG_LENGTH = 50;
    static final int MAX_PRIORITY = 1000;

    ExperimentChange validated() {
        List<FieldError> errors = new ArrayList<>();
        if (name != null && (name.isBlank() || name.length() > MAX_NAME_LENGTH)) {
            errors.add(new FieldError("/name", "must have 1 to " + MAX_NAME_LENGTH + " characters"));
        }
        if (notes != null && (notes.length() > MAX_NOTES_LENGTH || notes.indexOf('\0') >= 0)) {
            errors.add(new FieldError(
                    "/notes", "must have at most " + MAX_NOTES_LENGTH + " characters, none of them NUL"));
        }
        if (tags != null && !areTags(tags)) {
            errors.add(new FieldError(
                    "/tags", "must be at most %d words of 1 to %d characters".formatted(MAX_TAGS, MAX_TAG_LENGTH)));
        }
        if (priority != null && Math.abs((long) priority) > MAX_PRIORITY) {
            errors.add(new FieldError("/priority", "must be between %d and %d".formatted(-MAX_PRIORITY, MAX_PRIORITY)));
        }
        if (!errors.isEmpty()) {
            throw BadRequestException.invalid(errors);
        }
        return this;
    }

    @SuppressWarnings("ConstantValue") // a client can send null in a list
    private static boolean areTags(List<String> tags) {
        return tags.size() <= MAX_TAGS
                && tags.stream()
                        .allMatch(tag -> tag != null
                                && !tag.isBlank()
                                && tag.length() <= MAX_TAG_LENGTH
                                && tag.chars().noneMatch(Character::isISOControl));
    }
}
