package dev.isobath.server.mlflow;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which of the active and the deleted ones a search finds. */
enum Lifecycle {
    ACTIVE_ONLY("%s is null"),
    DELETED_ONLY("%s is not null"),
    ALL("true");

    private static final String ACTIVE = "active";
    private static final String DELETED = "deleted";

    private final String condition;

    Lifecycle(String condition) {
        this.condition = condition;
    }

    /** Returns the condition of SQL on a column with the time of the deletion. */
    String condition(String column) {
        return condition.formatted(column);
    }

    static Lifecycle parse(String parameter, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return ACTIVE_ONLY;
        }
        return Arrays.stream(values())
                .filter(view -> view.name().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        MlflowException.invalid(parameter, text, "it must be one of ACTIVE_ONLY, DELETED_ONLY, ALL"));
    }

    /** Returns what MLflow calls the stage of a thing. */
    static String stage(boolean deleted) {
        return deleted ? DELETED : ACTIVE;
    }
}
