package dev.isobath.server.problems;

import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** A failure a client can understand. Each business failure extends it in the package that knows what it means. */
public abstract class ProblemException extends RuntimeException {

    private final HttpStatus status;
    private final String slug;
    private final String title;
    private final List<FieldError> errors;

    /**
     * Tells one failure.
     *
     * @param slug names the category for programs, for ever: {@code type} is {@code /problems/<slug>}
     * @param title the category in words
     * @param detail this failure, and what to do next
     */
    protected ProblemException(HttpStatus status, String slug, String title, String detail) {
        this(status, slug, title, detail, List.of());
    }

    /** Tells one failure with the fields at fault. */
    protected ProblemException(HttpStatus status, String slug, String title, String detail, List<FieldError> errors) {
        super(detail);
        this.status = status;
        this.slug = slug;
        this.title = title;
        this.errors = List.copyOf(errors);
    }

    /** Headers that go with the answer. */
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

    final List<FieldError> errors() {
        return errors;
    }
}
