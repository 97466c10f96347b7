package dev.isobath.server.problems;

import jakarta.servlet.http.HttpServletRequest;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.fileupload.impl.SizeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageConversionException;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.orm.jpa.JpaSystemException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;

/** Turns every exception into a problem document. Unexpected exceptions are logged, and the client gets no details of them. */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class ProblemHandler extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> onProblem(ProblemException e) {
        return ResponseEntity.status(e.status())
                .headers(e.headers())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemDetails.of(e));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> onRace(OptimisticLockingFailureException e) {
        return problem(
                HttpStatus.CONFLICT,
                "changed-meanwhile",
                "Changed meanwhile",
                "somebody else changed it; read it again");
    }

    @ExceptionHandler({
        CannotCreateTransactionException.class,
        CannotGetJdbcConnectionException.class,
        DataAccessResourceFailureException.class,
        // Hibernate throws this when the connection breaks in the middle of a transaction.
        JpaSystemException.class,
        // A lock was not free for many seconds.
        PessimisticLockingFailureException.class,
        QueryTimeoutException.class,
        TransactionSystemException.class
    })
    ResponseEntity<ProblemDetail> onDatabaseAway(Exception e) {
        log.warn("The database does not answer; clients are told to come back", e);
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "2")
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemDetails.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "database-away",
                        "Database away",
                        "the database does not answer; try again in a few seconds"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> onBrokenFile(UncheckedIOException e, HttpServletRequest request) {
        String why = String.valueOf(
                e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
        if (why.contains("No space left")) {
            log.error("The disk is full: {}", e.getMessage());
            return problem(
                    HttpStatus.INSUFFICIENT_STORAGE,
                    "disk-full",
                    "Disk full",
                    "the server's disk is full; free some space, then try again");
        }
        return onUnforeseen(e, request);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> onUnforeseen(Exception e, HttpServletRequest request) {
        log.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
        return problem(
                HttpStatus.INTERNAL_SERVER_ERROR, "internal", "Internal error", "the server failed; its log says why");
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String slug, String title, String detail) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemDetails.of(status, slug, title, detail));
    }

    /** A body of another media type than JSON, where a converter takes it and then cannot make anything of it. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> handleUnconvertible(HttpMessageConversionException e) {
        log.warn("A body cannot be converted: {}", e.getMessage());
        return ResponseEntity.badRequest()
                .body(ProblemDetails.of(BadRequestException.malformed(
                        "the body cannot be read in its media type; send JSON as application/json")));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return ResponseEntity.status(problem.status()).body(ProblemDetails.of(problem));
            }
            if (cause instanceof JacksonException malformed) {
                return ResponseEntity.badRequest()
                        .body(ProblemDetails.of(BadRequestException.malformed(describe(malformed))));
            }
        }
        return ResponseEntity.badRequest()
                .body(ProblemDetails.of(BadRequestException.malformed("the body is missing or unreadable")));
    }

    private static String describe(JacksonException e) {
        if (!(e instanceof DatabindException mapping)) {
            return JsonText.describe(e);
        }
        String pointer = mapping.getPath().stream()
                .map(step -> "/" + (step.getPropertyName() == null ? step.getIndex() : step.getPropertyName()))
                .collect(Collectors.joining());
        return (pointer.isEmpty() ? "the body" : pointer) + " has a value of another type than is taken here";
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMaxUploadSizeExceededException(
            MaxUploadSizeExceededException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        long limit = e.getMaxUploadSize();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SizeException size) {
                limit = size.getPermittedSize();
            }
        }
        return ResponseEntity.status(HttpStatus.CONTENT_TOO_LARGE)
                .body(ProblemDetails.of(BadRequestException.tooLarge(limit)));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
            NoResourceFoundException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return ResponseEntity.status(HttpStatus.NOT_FOUND)
                .body(ProblemDetails.of(NotFoundException.of("page", "/" + e.getResourcePath())));
    }

    /**
     * Gives a type to the problems that Spring itself reports, such as a wrong method, a wrong media type or a missing
     * parameter.
     */
    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        HttpStatus known = HttpStatus.resolve(status.value());
        if (body instanceof ProblemDetail problem && known != null) {
            problem.setType(URI.create(
                    "/problems/" + known.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        }
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(body);
    }
}
