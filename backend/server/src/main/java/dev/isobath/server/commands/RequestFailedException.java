package dev.isobath.server.commands;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Thrown when the server refuses a request. The message is what the server says about it. */
public final class RequestFailedException extends RuntimeException {

    RequestFailedException(String problem) {
        super(detail(problem));
    }

    private static String detail(String problem) {
        JsonNode read;
        try {
            read = JsonMapper.shared().readTree(problem);
        } catch (JacksonException _) {
            return problem;
        }
        List<String> lines = new ArrayList<>();
        lines.add(read.path("detail").asString(problem));
        read.path("errors")
                .forEach(error -> lines.add("  " + error.path("pointer").asString() + ": "
                        + error.path("detail").asString()));
        return String.join("\n", lines);
    }
}
