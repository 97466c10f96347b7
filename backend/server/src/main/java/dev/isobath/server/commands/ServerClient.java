package dev.isobath.server.commands;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls of a user to a server. */
public final class ServerClient implements AutoCloseable {

    private static final int FIRST_OTHER_THAN_SUCCESS = 300;
    private static final int CONFLICT = 409;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String address;
    private final String token;

    /**
     * Makes a client.
     *
     * @param address the server's address, without a slash at its end
     * @param tokenFile the file with an API token
     * @throws IOException when the file cannot be read
     */
    public ServerClient(String address, Path tokenFile) throws IOException {
        this.address = address;
        this.token = Files.readString(tokenFile).strip();
    }

    String address() {
        return address;
    }

    public JsonNode get(String path) throws IOException, InterruptedException {
        return json(send(request(path).GET().build()));
    }

    public JsonNode post(String path, String type, BodyPublisher body) throws IOException, InterruptedException {
        return json(send(request(path).header("Content-Type", type).POST(body).build()));
    }

    /** Uploads a text as a corpus of the default project. A corpus of that name which is there already stays. */
    public void uploadCorpus(String name, BodyPublisher text) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                request("/api/projects/default/corpora?name=" + name)
                        .header("Content-Type", "text/plain; charset=utf-8")
                        .POST(text)
                        .build(),
                BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() != CONFLICT) {
            checked(response);
        }
    }

    /** Downloads a file. */
    public byte[] bytes(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request(path).GET().build(), BodyHandlers.ofByteArray());
        if (response.statusCode() >= FIRST_OTHER_THAN_SUCCESS) {
            throw new RequestFailedException(new String(response.body(), StandardCharsets.UTF_8));
        }
        return response.body();
    }

    public void delete(String path) throws IOException, InterruptedException {
        send(request(path).DELETE().build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return checked(http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8)));
    }

    private static HttpResponse<String> checked(HttpResponse<String> response) {
        if (response.statusCode() >= FIRST_OTHER_THAN_SUCCESS) {
            throw new RequestFailedException(response.body());
        }
        return response;
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    @Override
    public void close() {
        http.close();
    }
}
