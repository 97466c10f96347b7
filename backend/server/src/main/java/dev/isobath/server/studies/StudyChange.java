package dev.isobath.server.studies;

import dev.isobath.server.experiments.ExperimentActions;
import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody changes about how a study is run. A null field stays as it is.
 *
 * @param flopsLimit the new limit, or 0 for none
 */
record StudyChange(
        @Nullable Integer priority,
        @Nullable Double flopsLimit,
        @Nullable Boolean stopOnFailure) {

    private static final int MOST_PRIORITY = ExperimentActions.MOST_PRIORITY;

    /**
     * Returns the settings with this change.
     *
     * @throws BadRequestException with an error for each invalid field
     */
    StudySettings of(StudySettings settings) {
        List<FieldError> errors = new ArrayList<>();
        if (priority != null && Math.abs((long) priority) > MOST_PRIORITY) {
            errors.add(
                    new FieldError("/priority", "must be between %d and %d".formatted(-MOST_PRIORITY, MOST_PRIORITY)));
        }
        if (flopsLimit != null && !(flopsLimit >= 0 && flopsLimit <= 1e30)) {
            errors.add(new FieldError("/flopsLimit", "must be 0 for no limit, or at most 1e30"));
        }
        if (!errors.isEmpty()) {
            throw BadRequestException.invalid(errors);
        }
        return new StudySettings(
                priority == null ? settings.priority() : priority,
                limit(settings),
                stopOnFailure == null ? settings.stopOnFailure() : stopOnFailure);
    }

    private @Nullable Double limit(StudySettings settings) {
        if (flopsLimit == null) {
            return settings.flopsLimit();
        }
        return flopsLimit == 0 ? null : flopsLimit;
    }
}
