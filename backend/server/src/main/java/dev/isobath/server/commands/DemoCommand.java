package dev.isobath.server.commands;

import dev.isobath.spec.Kind;
import dev.isobath.spec.Presets;
import dev.isobath.spec.SpecWriter;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
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

    private final ServerClient server;

    private DemoCommand(ServerClient server) {
        this.server = server;
    }

    /**
     * Runs the demo.
     *
     * @param arguments the server's address and the file with an API token
     * @throws IOException when the server cannot be reached
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (ServerClient server = new ServerClient(arguments[0], Path.of(arguments[1]))) {
            new DemoCommand(server).run();
        } catch (RequestFailedException refused) {
            System.err.println("isobath: the server refused: " + refused.getMessage());
            System.exit(1);
        }
    }

    private void run() throws IOException, InterruptedException {
        server.uploadCorpus(CORPUS, BodyPublishers.ofByteArray(TaleGenerator.generate(1, CORPUS_BYTES)));
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
        System.out.println("Watch them at " + server.address() + "/compare?x=flops&ids=" + String.join(",", ids));
    }

    private JsonNode queue(Kind kind) throws IOException, InterruptedException {
        byte[] spec = JsonMapper.shared().writeValueAsBytes(SpecWriter.write(Presets.comparison(kind, CORPUS)));
        return server.post("/api/projects/default/experiments", "application/json", BodyPublishers.ofByteArray(spec));
    }
}
