package dev.isobath.server.problems;

import java.net.URI;
import java.util.List;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

/** Creates problem documents. */
public final class ProblemDetails {

    private ProblemDetails() {}

    /** Returns a problem document without field errors. */
    public static ProblemDetail of(HttpStatusCode status, String slug, String title, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("/problems/" + slug));
        problem.setTitle(title);
        return problem;
    }

    static ProblemDetail of(ProblemException e) {
        ProblemDetail problem = of(e.status(), e.slug(), e.title(), e.detail());
        List<FieldError> errors = e.errors();
        if (!errors.isEmpty()) {
            problem.setProperty("errors", errors);
        }
        return problem;
    }
}
