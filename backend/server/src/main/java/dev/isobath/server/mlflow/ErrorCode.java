package dev.isobath.server.mlflow;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpStatus;

/** MLflow's codes of errors, by which its clients tell them apart, and the statuses that they have there. */
enum ErrorCode {
    INVALID_PARAMETER_VALUE(HttpStatus.BAD_REQUEST),
    BAD_REQUEST(HttpStatus.BAD_REQUEST),
    RESOURCE_ALREADY_EXISTS(HttpStatus.BAD_REQUEST),
    RESOURCE_DOES_NOT_EXIST(HttpStatus.NOT_FOUND),
    ENDPOINT_NOT_FOUND(HttpStatus.NOT_FOUND),
    PERMISSION_DENIED(HttpStatus.FORBIDDEN),
    INVALID_STATE(HttpStatus.CONFLICT),
    REQUEST_LIMIT_EXCEEDED(HttpStatus.CONTENT_TOO_LARGE),
    TEMPORARILY_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE),
    INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR);

    private final HttpStatus status;

    ErrorCode(HttpStatus status) {
        this.status = status;
    }

    HttpStatus status() {
        return status;
    }

    /** Returns the category in our problem documents. */
    String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<ErrorCode> ofSlug(String slug) {
        return Arrays.stream(values()).filter(code -> code.slug().equals(slug)).findFirst();
    }

    /** Returns the code of a failure of ours that has no code of MLflow. */
    static ErrorCode ofStatus(int status) {
        return switch (status) {
            case 404 -> RESOURCE_DOES_NOT_EXIST;
            case 403 -> PERMISSION_DENIED;
            case 409 -> INVALID_STATE;
            case 413 -> REQUEST_LIMIT_EXCEEDED;
            case 400, 422 -> INVALID_PARAMETER_VALUE;
            case 503 -> TEMPORARILY_UNAVAILABLE;
            default -> status < 500 ? BAD_REQUEST : INTERNAL_ERROR;
        };
    }
}
