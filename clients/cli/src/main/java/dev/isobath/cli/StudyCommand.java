package dev.isobath.cli;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Makes the study that a file describes, or goes on with the newest study of the same name that asks the same. */
@Command(
        name = "study",
        description =
                "Run the study that a file describes, wait for it, and print what it says. The same command goes on with a study"
                        + " that was interrupted.")
final class StudyCommand extends ClientCommand {

    /** Compares the values of documents as the server stores them, where 4e-3 and 0.004 are equal. */
    private static final Comparator<JsonNode> BY_VALUE = (a, b) ->
            a.isNumber() && b.isNumber() ? Double.compare(a.doubleValue(), b.doubleValue()) : a.equals(b) ? 0 : 1;

    /** How often in a row nothing may be on its way before the study counts as ended: the server adds seeds a little later. */
    private static final int QUIET_LOOKS = 6;

    @Parameters(paramLabel = "FILE", description = "The study, in YAML or JSON; - reads the standard input.")
    private Path file = Path.of("-");

    @Mixin
    private final CorpusFiles corpora = new CorpusFiles();

    @Option(names = "--no-wait", description = "Return after the launch.")
    private boolean unawaited;

    StudyCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(ServerClient server) throws InterruptedException {
        JsonNode document = SpecFile.read(surroundings(), file);
        corpora.upload(server, surroundings());
        String id = study(server, document);
        JsonNode totals = server.get("/api/studies/" + id + "/plan").path("totals");
        note(String.format(
                Locale.ROOT,
                "The plan: %d to run with %.3g training FLOPs, %d reused, %d dropped, %d launched before.",
                totals.path("experiments").asInt(),
                totals.path("flops").asDouble(),
                totals.path("reused").asInt(),
                totals.path("dropped").asInt(),
                totals.path("launched").asInt()));
        JsonNode launched = server.post("/api/studies/" + id + "/launch");
        note("The study is at " + server.address() + "/studies/" + id);
        if (unawaited) {
            if (json()) {
                Show.json(surroundings().out(), launched);
            } else {
                say(id);
            }
            return Exit.DONE;
        }
        await(server, id);
        JsonNode analysis = server.get("/api/studies/" + id + "/analysis");
        if (json()) {
            Show.json(surroundings().out(), analysis);
        } else {
            new StudyText(analysis, surroundings().out()).print();
        }
        return Exit.DONE;
    }

    /** Returns the newest study of the same name that asks the same, or makes one. */
    private String study(ServerClient server, JsonNode document) {
        String name = document.path("name").asString("");
        Optional<String> known = Optional.empty();
        for (JsonNode each : server.get(server.inProject("studies")).path("studies")) {
            String id = each.path("id").asString();
            if (known.isEmpty()
                    && each.path("name").asString().equals(name)
                    && server.get("/api/studies/" + id).path("document").equals(BY_VALUE, document)) {
                known = Optional.of(id);
            }
        }
        if (known.isPresent()) {
            note("This study is there already, and goes on.");
            return known.get();
        }
        return server.post(server.inProject("studies"), document).path("id").asString();
    }

    /** Waits until no experiment of the study is on its way, and until the server has added none for a while. */
    private void await(ServerClient server, String id) throws InterruptedException {
        Patience patience = new Patience(surroundings());
        int quiet = 0;
        String before = "";
        while (quiet < QUIET_LOOKS) {
            JsonNode progress =
                    patience.look(() -> server.get("/api/studies/" + id)).path("progress");
            int unsuccessful =
                    progress.path("failed").asInt() + progress.path("cancelled").asInt();
            String now = "%d of %d experiments have ended, %d failed or were cancelled"
                    .formatted(
                            progress.path("finished").asInt() + unsuccessful,
                            progress.path("members").asInt(),
                            unsuccessful);
            if (!now.equals(before)) {
                note(now);
                before = now;
            }
            boolean going = progress.path("queued").asInt()
                            + progress.path("running").asInt()
                            + progress.path("paused").asInt()
                    > 0;
            quiet = going ? 0 : quiet + 1;
            patience.pause();
        }
    }
}
