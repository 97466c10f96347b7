package dev.isobath.cli;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Thrown when the server refuses a request. The message is what the server says about it, with the fields that it is about. */
final class RefusedException extends RuntimeException {

    private final int status;

    RefusedException(int status, String body) {
        super(message(status, body));
        this.status = status;
    }

    int status() {
        return status;
    }

    /** Returns the detail of a problem document (RFC 9457) and a line for each of its fields, or the body of another response. */
    private static String message(int status, String body) {
        JsonNode problem;
        try {
            problem = JsonMapper.shared().readTree(body);
        } catch (JacksonException _) {
            problem = JsonMapper.shared().nullNode();
        }
        if (!problem.path("detail").isString()) {
            return "status " + status + (body.isBlank() ? "" : ": " + body.strip());
        }
        String detail = problem.path("detail").asString();
        List<String> lines = new ArrayList<>(List.of(detail));
        for (JsonNode error : problem.path("errors")) {
            String line = error.path("pointer").asString("") + ": "
                    + error.path("detail").asString("");
            if (!detail.contains(line)) {
                lines.add("  " + line);
            }
        }
        return String.join("\n", lines);
    }
}
