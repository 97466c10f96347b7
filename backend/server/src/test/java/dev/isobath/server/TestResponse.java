package dev.isobath.server;

import java.net.http.HttpHeaders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A response of the server. */
public record TestResponse(int status, HttpHeaders headers, String body) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Returns the body as JSON. */
    public JsonNode json() {
        return JSON.readTree(body);
    }

    /** Returns the value at a JSON pointer as text. */
    public String text(String pointer) {
        return json().at(pointer).asString("");
    }
}
