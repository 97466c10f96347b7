package dev.isobath.server.problems;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.sql.SQLException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Turns failures that the content of a request causes below our code, in the container or in the database, into refusals. Without it
 * they would be internal errors, although the client is at fault.
 */
@Component
class RejectedInputResolver implements HandlerExceptionResolver, Ordered {

    private static final Logger log = LoggerFactory.getLogger(RejectedInputResolver.class);
    /** SQL states of PostgreSQL: a byte sequence that is not text, and an escape of JSON that is not text. */
    private static final String NOT_TEXT = "22021";

    private static final String NOT_JSON_TEXT = "22P05";
    /** The class of SQL states for data that does not fit, and its one member that a value alone does not cause. */
    private static final String DATA_EXCEPTION = "22";

    private static final String DIVISION_BY_ZERO = "22012";

    private final ObjectProvider<HandlerExceptionResolver> resolver;

    RejectedInputResolver(@Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> resolver) {
        this.resolver = resolver;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception e) {
        ProblemException refusal = refusal(e);
        return refusal == null ? null : resolver.getObject().resolveException(request, response, handler, refusal);
    }

    private static @Nullable ProblemException refusal(Exception e) {
        if (e instanceof MaxUploadSizeExceededException) {
            return null;
        }
        boolean form = e instanceof MultipartException;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidParameterException && !form) {
                return BadRequestException.malformed(
                        "a parameter cannot be read; send parameters as percent-encoded UTF-8");
            }
            if (cause instanceof SQLException sql) {
                return unstorable(String.valueOf(sql.getSQLState()));
            }
            if (form && String.valueOf(cause.getMessage()).contains("No space left")) {
                return null;
            }
        }
        return form
                ? BadRequestException.malformed(
                        "the form cannot be read; send multipart/form-data whose header Content-Type names the boundary that "
                                + "separates and ends its parts")
                : null;
    }

    private static @Nullable ProblemException unstorable(String state) {
        if (state.equals(NOT_TEXT) || state.equals(NOT_JSON_TEXT)) {
            return BadRequestException.invalid(
                    "", "a text has the character NUL (U+0000), which no text may have; leave it out");
        }
        if (state.startsWith(DATA_EXCEPTION) && !state.equals(DIVISION_BY_ZERO)) {
            log.warn("The database refused a value of a request with SQL state {}", state);
            return BadRequestException.malformed("a value has the wrong form or lies outside the range of its type");
        }
        return null;
    }
}
