package dev.isobath.server.mlflow;

import java.util.Optional;
import java.util.UUID;

/** The ids of runs: those of experiments, without the dashes, as MLflow has them. */
final class RunIds {

    private RunIds() {}

    static String text(UUID id) {
        return id.toString().replace("-", "");
    }

    /** Returns the id of an experiment, with or without dashes, or nothing where no experiment can have it. */
    static Optional<UUID> parse(String text) {
        String digits = text.replace("-", "");
        return digits.matches("[0-9a-fA-F]{32}")
                ? Optional.of(
                        new UUID(Long.parseUnsignedLong(digits, 0, 16, 16), Long.parseUnsignedLong(digits, 16, 32, 16)))
                : Optional.empty();
    }
}
