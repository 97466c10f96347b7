package dev.isobath.server.mlflow;

import dev.isobath.server.problems.ProblemException;
import dev.isobath.spec.text.TextRule;

/** A failure with a code of MLflow. */
final class MlflowException extends ProblemException {

    private static final int SHOWN = 200;

    private MlflowException(ErrorCode code, String detail) {
        super(code.status(), code.slug(), code.name(), detail);
    }

    static MlflowException of(ErrorCode code, String detail) {
        return new MlflowException(code, detail);
    }

    /** Makes the exception for a parameter whose value is not allowed, in the words of MLflow and then in ours. */
    static MlflowException invalid(String parameter, String value, String why) {
        String shown = TextRule.malformed(value).isPresent() ? "?" : TextRule.shortened(value, SHOWN);
        return of(
                ErrorCode.INVALID_PARAMETER_VALUE,
                "Invalid value %s for parameter '%s' supplied: %s.".formatted(shown, parameter, why));
    }

    static MlflowException missing(String parameter) {
        return of(ErrorCode.INVALID_PARAMETER_VALUE, "Missing value for required parameter '%s'.".formatted(parameter));
    }

    static MlflowException noRun(String id) {
        String shown = TextRule.malformed(id).isPresent() ? "?" : TextRule.shortened(id, SHOWN);
        return of(ErrorCode.RESOURCE_DOES_NOT_EXIST, "There is no run with the id '%s'.".formatted(shown));
    }

    static MlflowException noExperiment(String what, String value) {
        return of(ErrorCode.RESOURCE_DOES_NOT_EXIST, "There is no experiment with the %s '%s'.".formatted(what, value));
    }
}
