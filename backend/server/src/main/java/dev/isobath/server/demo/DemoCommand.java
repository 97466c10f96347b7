package dev.isobath.server.demo;

import dev.isobath.spec.Kind;
import dev.isobath.spec.Presets;
import dev.isobath.spec.SpecWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The command {@code ./isobath demo}. It queues one experiment of each of four families with the same FLOP budget, on a corpus
 * of generated tales, and prints the page that shows them. It is an ordinary client of the REST API.
 */
public final class DemoCommand {

    private static final List<Kind> KINDS = List.of(Kind.BASELINE, Kind.MOD, Kind.STAGED_MODE, Kind.INTEGRATED_MODE);
    private static final String CORPUS = "tales";
    private static final int CORPUS_BYTES = 1_000_000;
    private static final int CREATED = 201;
    private static final int CONFLICT = 409;

    private final HttpClient client;
    private final String address;
    private final String token;

    private DemoCommand(HttpClient client, String address, String token) {
        this.client = client;
        this.address = address;
        this.token = token;
    }

    /**
     * Runs the demo.
     *
     * @param arguments the server's address and the file with an API token
     * @throws IOException when the server cannot be reached
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String token = Files.readString(Path.of(arguments[1])).strip();
        try (HttpClient client = HttpClient.newHttpClient()) {
            new DemoCommand(client, arguments[0], token).run();
        } catch (RequestFailedException refused) {
            System.err.println("isobath: the server refused: " + refused.getMessage());
            System.exit(1);
        }
    }

    private void run() throws IOException, InterruptedException {
        HttpResponse<String> corpus =
                post("/corpora?name=" + CORPUS, "text/plain; charset=utf-8", TaleGenerator.generate(1, CORPUS_BYTES));
        // A conflict means that an earlier demo has uploaded the corpus.
        if (corpus.statusCode() != CREATED && corpus.statusCode() != CONFLICT) {
            throw new RequestFailedException(corpus.body());
        }
        List<String> ids = new ArrayList<>();
        for (Kind kind : KINDS) {
            JsonNode experiment = queue(kind);
            ids.add(experiment.path("id").asString());
            System.out.printf(
                    "%-16s %,6d steps of %.2e FLOPs, %,d parameters%n",
                    kind.text(),
                    experiment.path("steps").asLong(),
                    experiment.path("flopsPerStep").asDouble(),
                    experiment.path("parameters").asLong());
        }
        System.out.println("Watch them at " + address + "/compare?x=flops&ids=" + String.join(",", ids));
    }

    private JsonNode queue(Kind kind) throws IOException, InterruptedException {
        byte[] spec = JsonMapper.shared().writeValueAsBytes(SpecWriter.write(Presets.comparison(kind, CORPUS)));
        HttpResponse<String> response = post("/experiments", "application/json", spec);
        if (response.statusCode() != CREATED) {
            throw new RequestFailedException(response.body());
        }
        return JsonMapper.shared().readTree(response.body());
    }

    private HttpResponse<String> post(String path, String type, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/api/projects/default" + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static final class RequestFailedException extends RuntimeException {

        RequestFailedException(String problem) {
            super(detail(problem));
        }

        private static String detail(String problem) {
            return JsonMapper.shared().readTree(problem).path("detail").asString(problem);
        }
    }
}
