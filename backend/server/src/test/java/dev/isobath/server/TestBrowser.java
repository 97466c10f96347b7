package dev.isobath.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** A client that behaves like a browser with the dashboard: it keeps cookies and sends the CSRF cookie again in the header. */
public final class TestBrowser {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonMapper JSON = new JsonMapper();

    private final String url;
    private final Map<String, HttpCookie> cookies = new LinkedHashMap<>();
    private boolean repeatsCsrf = true;

    public TestBrowser(String url) {
        this.url = url;
    }

    /** A response. The body is a missing node when there is none or it is not JSON. */
    public record Response(int status, JsonNode body, String text, HttpResponse<byte[]> response) {

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public String problem() {
            return body.path("type").asString("");
        }

        /** Returns the pointers of the invalid fields. */
        public List<String> pointers() {
            return body.path("errors")
                    .valueStream()
                    .map(error -> error.path("pointer").asString(""))
                    .toList();
        }
    }

    /** Stops sending the CSRF header, like a page of another site that cannot read the cookie. */
    public TestBrowser withoutCsrfHeader() {
        repeatsCsrf = false;
        return this;
    }

    public HttpCookie cookie(String name) {
        HttpCookie cookie = cookies.get(name);
        if (cookie == null) {
            throw new AssertionError("no cookie " + name + " in " + cookies.keySet());
        }
        return cookie;
    }

    /** Sets a cookie, as an attacker might. */
    public void setCookie(HttpCookie cookie) {
        cookies.put(cookie.getName(), cookie);
    }

    public Response get(String path) {
        return send(request(path).GET());
    }

    public Response delete(String path) {
        return send(request(path).DELETE());
    }

    /** Sends JSON; single quotes stand for double ones. */
    public Response post(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.values().stream()
                            .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        HttpCookie csrf = cookies.get("XSRF-TOKEN");
        if (csrf != null && repeatsCsrf) {
            request.header("X-XSRF-TOKEN", csrf.getValue());
        }
        return request;
    }

    private Response send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            response.headers().allValues("Set-Cookie").stream()
                    .flatMap(header -> HttpCookie.parse(header).stream())
                    .forEach(this::keep);
            String text = new String(response.body(), StandardCharsets.UTF_8);
            boolean json =
                    response.headers().firstValue("Content-Type").orElse("").contains("json");
            return new Response(
                    response.statusCode(), json ? JSON.readTree(text) : MissingNode.getInstance(), text, response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void keep(HttpCookie cookie) {
        if (cookie.hasExpired()) {
            cookies.remove(cookie.getName());
        } else {
            cookies.put(cookie.getName(), cookie);
        }
    }
}
