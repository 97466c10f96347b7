package dev.isobath.cli;

import dev.isobath.spec.Kind;
import dev.isobath.spec.Presets;
import dev.isobath.spec.SpecWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Queues one experiment of each of four families with the same FLOP budget, and prints the page that shows them. */
@Command(
        name = "demo",
        description = "Queue a comparison of four architectures on a generated corpus (about five minutes on 2 cores).")
final class DemoCommand extends ClientCommand {

    private static final List<Kind> KINDS = List.of(Kind.BASELINE, Kind.MOD, Kind.STAGED_MODE, Kind.INTEGRATED_MODE);
    private static final String CORPUS = "tales";
    private static final int CORPUS_BYTES = 1_000_000;

    DemoCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(ServerClient server) {
        server.uploadCorpus(CORPUS, TaleGenerator.generate(1, CORPUS_BYTES));
        List<JsonNode> experiments =
                KINDS.stream().map(kind -> queue(server, kind)).toList();
        if (json()) {
            Show.json(surroundings().out(), JsonNodeFactory.instance.arrayNode().addAll(experiments));
            return Exit.DONE;
        }
        List<String> ids = new ArrayList<>();
        for (JsonNode experiment : experiments) {
            ids.add(experiment.path("id").asString());
            say(String.format(
                    Locale.ROOT,
                    "%-16s %,6d steps of %.2e FLOPs, %,d parameters",
                    experiment.path("kind").asString(),
                    experiment.path("steps").asLong(),
                    experiment.path("flopsPerStep").asDouble(),
                    experiment.path("parameters").asLong()));
        }
        say("Watch them at " + server.address() + "/compare?x=flops&ids=" + String.join(",", ids));
        return Exit.DONE;
    }

    private static JsonNode queue(ServerClient server, Kind kind) {
        return server.post(server.inProject("experiments"), SpecWriter.write(Presets.comparison(kind, CORPUS)));
    }
}
