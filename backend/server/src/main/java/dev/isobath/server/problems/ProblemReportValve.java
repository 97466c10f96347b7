package dev.isobath.server.problems;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import tools.jackson.databind.json.JsonMapper;

/** Answers what the container refuses before any filter sees it, such as a broken address, with a problem document. */
public final class ProblemReportValve extends ErrorReportValve {

    private static final JsonMapper JSON = new JsonMapper();

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        int code = response.getStatus();
        if (code < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        HttpStatus status = Optional.ofNullable(HttpStatus.resolve(code)).orElse(HttpStatus.INTERNAL_SERVER_ERROR);
        ProblemDetail problem = ContainerProblems.of(status);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", String.valueOf(problem.getType()));
        document.put("title", String.valueOf(problem.getTitle()));
        document.put("status", code);
        document.put("detail", String.valueOf(problem.getDetail()));
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        try {
            Writer writer = response.getReporter();
            if (writer != null) {
                writer.write(JSON.writeValueAsString(document));
                response.finishResponse();
            }
        } catch (IOException e) {
            // The client is gone.
            container.getLogger().debug("A problem could not be written", e);
        }
    }
}
