package dev.isobath.server.mlflow;

import java.util.List;
import java.util.Map;

/** The tags that mean something to MLflow, and the words that other tags become. */
final class RunTags {

    /** The key of a run's name. */
    static final String NAME = "mlflow.runName";

    /** The key of a run's notes. */
    static final String NOTES = "mlflow.note.content";

    private static final String OF_MLFLOW = "mlflow.";

    private RunTags() {}

    /** Returns tags as words: {@code key=value}, or the key alone where the value is empty. MLflow's own are left out. */
    static List<String> words(Map<String, String> tags) {
        return tags.entrySet().stream()
                .filter(tag -> !tag.getKey().startsWith(OF_MLFLOW))
                .map(tag -> tag.getValue().isEmpty() ? tag.getKey() : tag.getKey() + "=" + tag.getValue())
                .toList();
    }
}
