package dev.isobath.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls of a user to a server. They use {@link HttpURLConnection}, because loading Java's newer client takes longer than a whole command.
 *
 * @see RefusedException
 * @see UnreachableException
 */
final class ServerClient {

    private static final String JSON = "application/json";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int FIRST_OTHER_THAN_SUCCESS = 300;
    private static final int FIRST_OF_THE_SERVER = 500;

    private final String address;
    private final String token;
    private final String project;

    /**
     * Makes a client.
     *
     * @param address the server's address, without a slash at its end
     * @param token an API token
     * @param project the name of the project that lists and submissions are about
     */
    ServerClient(String address, String token, String project) {
        this.address = address;
        this.token = token;
        this.project = project;
    }

    /**
     * What a server answers.
     *
     * @param logPosition the header {@code Isobath-Log-Position}, which an answer with logs has
     */
    record Answer(int status, String body, Optional<String> logPosition) {

        private JsonNode json() {
            return body.isBlank()
                    ? JsonMapper.shared().nullNode()
                    : JsonMapper.shared().readTree(body);
        }
    }

    /** Writes the body of a request. */
    private interface Body {
        void write(HttpURLConnection connection) throws IOException;
    }

    String address() {
        return address;
    }

    /** Returns the path of something in the project, such as {@code experiments}. */
    String inProject(String what) {
        return "/api/projects/" + encode(project) + "/" + what;
    }

    /** Returns a path with query parameters. Those with an empty value are left out. */
    static String withQuery(String path, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .filter(parameter -> !parameter.getValue().isEmpty())
                .map(parameter -> parameter.getKey() + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? path : path + "?" + query;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    JsonNode get(String path) {
        return getText(path).json();
    }

    /** Returns an answer as it is, for what is not JSON. */
    Answer getText(String path) {
        return checked(send("GET", path, _ -> {}));
    }

    JsonNode post(String path, JsonNode body) {
        return checked(send("POST", path, connection -> write(connection, body)))
                .json();
    }

    JsonNode post(String path) {
        return checked(send("POST", path, connection -> write(connection, null)))
                .json();
    }

    /**
     * Uploads a text as a corpus of the project. A corpus of that name which is there already stays.
     *
     * @return whether there was none
     */
    boolean uploadCorpus(String name, Path file) {
        return uploadCorpus(name, connection -> {
            connection.setFixedLengthStreamingMode(Files.size(file));
            try (OutputStream out = connection.getOutputStream()) {
                Files.copy(file, out);
            }
        });
    }

    /** Uploads a text as {@link #uploadCorpus(String, Path)} does. */
    boolean uploadCorpus(String name, byte[] text) {
        return uploadCorpus(name, connection -> {
            try (OutputStream out = connection.getOutputStream()) {
                out.write(text);
            }
        });
    }

    private boolean uploadCorpus(String name, Body text) {
        Answer answer = send("POST", withQuery(inProject("corpora"), Map.of("name", name)), connection -> {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "text/plain; charset=utf-8");
            text.write(connection);
        });
        if (answer.status() == HttpURLConnection.HTTP_CONFLICT) {
            return false;
        }
        checked(answer);
        return true;
    }

    private static void write(HttpURLConnection connection, @Nullable JsonNode body) throws IOException {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", JSON);
        try (OutputStream out = connection.getOutputStream()) {
            if (body != null) {
                out.write(JsonMapper.shared().writeValueAsBytes(body));
            }
        }
    }

    private Answer send(String method, String path, Body body) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(address + path).toURL().openConnection();
            connection.setRequestMethod(method);
            connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
            // A redirection would send the token to a server that nobody named.
            connection.setInstanceFollowRedirects(false);
            connection.setRequestProperty("Authorization", "Bearer " + token);
            connection.setRequestProperty("Accept", "*/*");
            body.write(connection);
            return answer(connection);
        } catch (HttpRetryException e) {
            return new Answer(e.responseCode(), "", Optional.empty());
        } catch (IOException e) {
            String reason = e.getMessage();
            throw new UnreachableException("the server " + address + " cannot be reached"
                    + (reason == null || reason.isBlank() ? "" : ": " + reason));
        }
    }

    private static Answer answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        try (InputStream in = status < HttpURLConnection.HTTP_BAD_REQUEST
                ? connection.getInputStream()
                : connection.getErrorStream()) {
            String body = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(status, body, Optional.ofNullable(connection.getHeaderField("Isobath-Log-Position")));
        }
    }

    private Answer checked(Answer answer) {
        int status = answer.status();
        if (status >= FIRST_OF_THE_SERVER) {
            throw new UnreachableException("the server " + address + " cannot answer: "
                    + new RefusedException(status, answer.body()).getMessage());
        }
        if (status >= FIRST_OTHER_THAN_SUCCESS) {
            throw new RefusedException(status, answer.body());
        }
        return answer;
    }
}
