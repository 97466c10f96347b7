package dev.isobath.server.problems;

import java.util.List;
import org.springframework.http.HttpStatus;

/** What was sent cannot be understood or is not allowed. */
public final class BadRequestException extends ProblemException {

    private BadRequestException(HttpStatus status, String slug, String title, String detail, List<FieldError> errors) {
        super(status, slug, title, detail, errors);
    }

    /** The text is no JSON or YAML, or a parameter has no meaning. */
    public static BadRequestException malformed(String detail) {
        return new BadRequestException(HttpStatus.BAD_REQUEST, "malformed", "Malformed request", detail, List.of());
    }

    /** Well-formed, but these fields have values that are not allowed. */
    public static BadRequestException invalid(List<FieldError> errors) {
        String detail = errors.size() == 1
                ? errors.getFirst().pointer() + ": " + errors.getFirst().detail()
                : errors.size() + " fields have values that are not allowed";
        return new BadRequestException(HttpStatus.UNPROCESSABLE_CONTENT, "invalid", "Invalid values", detail, errors);
    }

    /** One field has a value that is not allowed. */
    public static BadRequestException invalid(String pointer, String detail) {
        return invalid(List.of(new FieldError(pointer, detail)));
    }

    /** More than the documented limit was sent. */
    public static BadRequestException tooLarge(long limit) {
        return new BadRequestException(
                HttpStatus.CONTENT_TOO_LARGE,
                "too-large",
                "Request too large",
                "at most " + limit + " bytes are taken here",
                List.of());
    }
}
