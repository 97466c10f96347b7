package dev.isobath.server.experiments;

import dev.isobath.server.problems.BadRequest;
import dev.isobath.server.problems.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people may change afterwards; what is absent stays as it is. */
record ExperimentChange(
        @Nullable String name,
        @Nullable List<String> tags,
        @Nullable String notes,
        @Nullable Integer priority) {

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_NOTES = 20_000;
    private static final int MOST_TAGS = 20;
    private static final int LONGEST_TAG = 50;
    static final int HIGHEST_PRIORITY = 1000;

    ExperimentChange checked() {
        List<FieldError> errors = new ArrayList<>();
        if (name != null && (name.isBlank() || name.length() > LONGEST_NAME)) {
            errors.add(new FieldError("/name", "must have 1 to " + LONGEST_NAME + " characters"));
        }
        if (notes != null && (notes.length() > LONGEST_NOTES || notes.indexOf('\0') >= 0)) {
            errors.add(
                    new FieldError("/notes", "must have at most " + LONGEST_NOTES + " characters, none of them NUL"));
        }
        if (tags != null && !areTags(tags)) {
            errors.add(new FieldError(
                    "/tags", "must be at most %d words of 1 to %d characters".formatted(MOST_TAGS, LONGEST_TAG)));
        }
        if (priority != null && Math.abs((long) priority) > HIGHEST_PRIORITY) {
            errors.add(new FieldError(
                    "/priority", "must be between %d and %d".formatted(-HIGHEST_PRIORITY, HIGHEST_PRIORITY)));
        }
        if (!errors.isEmpty()) {
            throw BadRequest.invalid(errors);
        }
        return this;
    }

    @SuppressWarnings("ConstantValue") // a client can send null in a list
    private static boolean areTags(List<String> tags) {
        return tags.size() <= MOST_TAGS
                && tags.stream()
                        .allMatch(tag -> tag != null
                                && !tag.isBlank()
                                && tag.length() <= LONGEST_TAG
                                && tag.chars().noneMatch(Character::isISOControl));
    }
}
