package dev.isobath.server.compute;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What tests need of the machine. Where it is missing they are skipped, and where a CI runs them they fail. It is asked for first. */
abstract class Requirement implements ExecutionCondition {

    /** Returns what is missing and how to get it, or null. */
    abstract @Nullable String findMissing();

    @Override
    public final ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String missing = findMissing();
        if (missing == null) {
            return ConditionEvaluationResult.enabled("everything is there");
        }
        if (System.getenv("CI") != null) {
            throw new IllegalStateException(missing);
        }
        return ConditionEvaluationResult.disabled(missing);
    }
}
