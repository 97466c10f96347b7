package dev.isobath.server.problems;

import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** A failure that is reported to the client as a problem document. Each package extends it for its own failures. */
public abstract class ProblemException extends RuntimeException {

    private final HttpStatus status;
    private final String slug;
    private final String title;
    private final List<FieldError> errors;

    /**
     * Makes a failure without field errors.
     *
     * @param slug the category for programs, which never changes; the {@code type} is {@code /problems/<slug>}
     * @param title the category for people
     * @param detail a text that describes this failure and says what to do next
     */
    protected ProblemException(HttpStatus status, String slug, String title, String detail) {
        this(status, slug, title, detail, List.of());
    }

    /** Makes a failure with the errors of the invalid fields. */
    protected ProblemException(HttpStatus status, String slug, String title, String detail, List<FieldError> errors) {
        super(detail);
        this.status = status;
        this.slug = slug;
        this.title = title;
        this.errors = List.copyOf(errors);
    }

    /** Returns additional headers of the response. */
    protected HttpHeaders headers() {
        return new HttpHeaders();
    }

    public final HttpStatus status() {
        return status;
    }

    final String slug() {
        return slug;
    }

    final String title() {
        return title;
    }

    final String detail() {
        return String.valueOf(getMessage());
    }

    /** Returns the errors of the invalid fields; none for a failure without any. */
    public final List<FieldError> errors() {
        return errors;
    }
}
