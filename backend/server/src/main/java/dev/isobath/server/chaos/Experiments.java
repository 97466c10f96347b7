package dev.isobath.server.chaos;

import dev.isobath.server.commands.ServerClient;
import dev.isobath.spec.Kind;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** The experiments that run during chaos: short ones of every kind, in turn. */
final class Experiments {

    private static final String CORPUS = "soundings";
    private static final int CORPUS_LINES = 5_000;
    private static final List<String> GROUNDS = List.of("sand", "grey mud", "broken shells", "rock", "weed");
    private static final int STEP = 1;
    private static final int VALUE = 5;
    private static final List<Kind> KINDS = List.of(Kind.values());

    private final ServerClient server;
    private final long steps;
    private final Map<String, Kind> submitted = new LinkedHashMap<>();

    /** A point as the server has it. */
    record StoredPoint(long step, double value) {}

    Experiments(ServerClient server, long steps) {
        this.server = server;
        this.steps = steps;
    }

    long steps() {
        return steps;
    }

    void uploadCorpus() throws IOException, InterruptedException {
        String text = IntStream.range(0, CORPUS_LINES)
                .mapToObj(i -> "Sounding %d finds %d fathoms and %s.\n".formatted(i, i * i % 97, GROUNDS.get(i % 5)))
                .collect(Collectors.joining());
        server.uploadCorpus(CORPUS, BodyPublishers.ofString(text));
    }

    /** Submits an experiment of the next kind and returns its id. */
    String submit() throws IOException, InterruptedException {
        Kind kind = KINDS.get(submitted.size() % KINDS.size());
        String spec = """
                {"name": "%s", "architecture": {"kind": "%s", "layers": 2, "width": 32, "heads": 2},
                 "data": {"corpus": "%s", "sequenceLength": 32},
                 "training": {"batch": 4, "budget": {"steps": %d}}}
                """.formatted(kind.text(), kind.text(), CORPUS, steps);
        String id = server.post("/api/projects/default/experiments", "application/json", BodyPublishers.ofString(spec))
                .path("id")
                .asString();
        submitted.put(id, kind);
        return id;
    }

    /** Returns the experiments by id, with their kinds, in the order in which they were submitted. */
    Map<String, Kind> submitted() {
        return submitted;
    }

    static int kinds() {
        return KINDS.size();
    }

    JsonNode get(String id) throws IOException, InterruptedException {
        return server.get("/api/experiments/" + id);
    }

    /** Returns every point of the training loss that the server has, to the last bit. */
    List<StoredPoint> curve(String id) throws IOException, InterruptedException {
        String csv = new String(
                server.bytes("/api/experiments/" + id + "/points?metrics=train_loss&format=csv"),
                StandardCharsets.US_ASCII);
        return csv.lines()
                .skip(1)
                .map(line -> line.split(",", -1))
                .map(row -> new StoredPoint(Long.parseLong(row[STEP]), Double.parseDouble(row[VALUE])))
                .toList();
    }

    /** Returns the digest of the weights of the last step, or nothing when there is no such checkpoint. */
    Optional<String> lastWeights(String id) throws IOException, InterruptedException {
        for (JsonNode checkpoint :
                server.get("/api/experiments/" + id + "/checkpoints").path("checkpoints")) {
            if (checkpoint.path("step").asLong() == steps) {
                byte[] file =
                        server.bytes("/api/checkpoints/" + checkpoint.path("id").asString() + "/model.safetensors");
                // The header has metadata. Weights follow it.
                int header = (int)
                        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
                return Optional.of(digest(file, Long.BYTES + header));
            }
        }
        return Optional.empty();
    }

    private static String digest(byte[] file, int from) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(file, from, file.length - from);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
