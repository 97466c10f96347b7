package dev.isobath.server.problems;

import dev.isobath.spec.text.TextRule;
import java.util.List;
import org.springframework.http.HttpStatus;

/** Thrown when a request is malformed or has values that are not allowed. */
public final class BadRequestException extends ProblemException {

    private BadRequestException(HttpStatus status, String slug, String title, String detail, List<FieldError> errors) {
        super(status, slug, title, detail, errors);
    }

    /** Makes the exception for a body that is not JSON or YAML, or for a parameter that cannot be understood. */
    public static BadRequestException malformed(String detail) {
        return new BadRequestException(HttpStatus.BAD_REQUEST, "malformed", "Malformed request", detail, List.of());
    }

    /** Makes the exception for a well-formed request with fields whose values are not allowed. */
    public static BadRequestException invalid(List<FieldError> errors) {
        String detail = errors.size() == 1
                ? errors.getFirst().text()
                : errors.size() + " fields have values that are not allowed";
        return new BadRequestException(HttpStatus.UNPROCESSABLE_CONTENT, "invalid", "Invalid values", detail, errors);
    }

    /**
     * Returns the value of a query parameter, normalised.
     *
     * @throws BadRequestException with the parameter's name when the value breaks the rule
     */
    public static String parameter(String name, String value, TextRule rule) {
        String text = TextRule.normalise(value);
        rule.violation(text).ifPresent(detail -> {
            throw malformed(name + ": " + detail);
        });
        return text;
    }

    /** Makes the exception for one field whose value is not allowed. */
    public static BadRequestException invalid(String pointer, String detail) {
        return invalid(List.of(new FieldError(pointer, detail)));
    }

    /** Makes the exception for a body that is larger than the documented limit. */
    public static BadRequestException tooLarge(long limit) {
        return new BadRequestException(
                HttpStatus.CONTENT_TOO_LARGE,
                "too-large",
                "Request too large",
                "at most " + limit + " bytes are taken here",
                List.of());
    }
}
