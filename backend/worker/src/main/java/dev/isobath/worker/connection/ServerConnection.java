package dev.isobath.worker.connection;

import dev.isobath.worker.files.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** HTTP calls to the server. Each call has a time limit. Every answer is either a success or a {@link CallFailed}. */
public final class ServerConnection {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int LONGEST_DETAIL = 500;

    private final URI server;
    private final HttpClient http;

    /**
     * Prepares a connection to one server.
     *
     * @param server for example {@code http://localhost:8080}
     */
    public ServerConnection(URI server) {
        this.server = server;
        // HTTP/1.1 is enough. An upgrade to HTTP/2 would cost a round trip and gain nothing for a few calls a second.
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    URI server() {
        return server;
    }

    /** POSTs {@code body} as JSON. It returns the body of the answer, or null when there is none. */
    public byte @Nullable [] post(String path, String token, Object body, Duration limit)
            throws CallFailed, InterruptedException {
        return post(path, token, Json.MAPPER.writeValueAsBytes(body), limit);
    }

    /** POSTs a body that is JSON already. It returns the body of the answer, or null when there is none. */
    public byte @Nullable [] post(String path, String token, byte[] json, Duration limit)
            throws CallFailed, InterruptedException {
        HttpRequest request = request(path, token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(json))
                .build();
        HttpResponse<byte[]> response = send(request, BodyHandlers.ofByteArray(), limit);
        return response.statusCode() == 204 ? null : response.body();
    }

    /** PUTs a file. */
    public void put(String path, String token, String digestHeader, String digest, Path file, Duration limit)
            throws CallFailed, IOException, InterruptedException {
        BodyPublisher body = BodyPublishers.ofFile(file);
        HttpRequest request = request(path, token)
                .header("Content-Type", "application/octet-stream")
                .header(digestHeader, digest)
                .PUT(body)
                .build();
        send(request, BodyHandlers.ofByteArray(), limit);
    }

    /** GETs a body into {@code file}, which is overwritten. */
    public void get(String path, String token, Path file, Duration limit) throws CallFailed, InterruptedException {
        HttpRequest request = request(path, token).GET().build();
        BodyHandler<byte[]> handler = info -> info.statusCode() == 200
                ? BodySubscribers.mapping(BodySubscribers.ofFile(file), written -> new byte[0])
                : BodySubscribers.ofByteArray();
        send(request, handler, limit);
    }

    /** Reads a reply. A reply that cannot be read does not come from an Isobath server. */
    public static <T> T read(byte @Nullable [] body, Class<T> type) throws CallFailed.Away {
        if (body == null) {
            throw new CallFailed.Away("it answered nothing where it owes an answer", Duration.ZERO);
        }
        try {
            return Json.MAPPER.readValue(body, type);
        } catch (JacksonException unreadable) {
            throw new CallFailed.Away(
                    "it answered what no Isobath server answers: " + unreadable.getOriginalMessage(), Duration.ZERO);
        }
    }

    private HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(URI.create(server + path)).header("Authorization", "Bearer " + token);
    }

    private HttpResponse<byte[]> send(HttpRequest request, BodyHandler<byte[]> handler, Duration limit)
            throws CallFailed, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> exchange = http.sendAsync(request, handler);
        try {
            HttpResponse<byte[]> response = exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            check(response);
            return response;
        } catch (TimeoutException late) {
            exchange.cancel(true);
            throw new CallFailed.Away("it did not answer within " + limit.toSeconds() + " s", Duration.ZERO);
        } catch (InterruptedException interrupted) {
            exchange.cancel(true);
            throw interrupted;
        } catch (ExecutionException failed) {
            throw new CallFailed.Away(words(failed.getCause()), Duration.ZERO);
        }
    }

    private static String words(@Nullable Throwable cause) {
        if (cause == null) {
            return "unknown failure";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static void check(HttpResponse<byte[]> response) throws CallFailed {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return;
        }
        String message = "HTTP " + status + detail(response.body());
        if (status == 401 || status == 403) {
            throw new CallFailed.TokenRefused(message);
        }
        // A 404 without a problem document comes from a proxy in between, not from the server.
        if (status == 409 || status == 410 || (status == 404 && isProblem(response))) {
            throw new CallFailed.Superseded(message);
        }
        if (status >= 500 || status < 400 || status == 404 || status == 408 || status == 425 || status == 429) {
            throw new CallFailed.Away(message, retryAfter(response));
        }
        throw new CallFailed.Refused(message);
    }

    private static boolean isProblem(HttpResponse<byte[]> response) {
        return response.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("application/problem+json"))
                .isPresent();
    }

    private static Duration retryAfter(HttpResponse<byte[]> response) {
        String seconds = response.headers().firstValue("Retry-After").orElse("");
        return seconds.matches("\\d{1,3}") ? Duration.ofSeconds(Integer.parseInt(seconds)) : Duration.ZERO;
    }

    private static String detail(byte[] body) {
        if (body.length == 0) {
            return "";
        }
        String detail;
        try {
            JsonNode problem = Json.MAPPER.readTree(body);
            detail = problem.path("detail").asString(problem.path("title").asString(""));
        } catch (JacksonException notJson) {
            detail = new String(body, StandardCharsets.UTF_8).strip();
        }
        if (detail.isEmpty()) {
            return "";
        }
        return ": " + (detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) + "..." : detail);
    }
}
