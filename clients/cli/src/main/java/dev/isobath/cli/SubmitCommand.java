package dev.isobath.cli;

import dev.isobath.spec.MergePatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "submit", description = "Queue an experiment that a file describes.")
final class SubmitCommand extends ClientCommand {

    @Parameters(paramLabel = "FILE", description = "The spec, in YAML or JSON; - reads the standard input.")
    private Path file = Path.of("-");

    @Option(
            names = "--set",
            paramLabel = "FIELD=VALUE",
            description = "Change a field of the spec, such as training.learningRate=1e-3; null removes it.")
    private List<String> changes = new ArrayList<>();

    @Option(names = "--priority", paramLabel = "N", description = "Experiments with a higher priority run first.")
    private Optional<Integer> priority = Optional.empty();

    @Option(
            names = "--wait",
            description = "Wait until the experiment has ended; the exit status is 3 if it has failed.")
    private boolean awaited;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print the id of the experiment and nothing else.")
    private boolean quiet;

    @Mixin
    private final CorpusFiles corpora = new CorpusFiles();

    SubmitCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(ServerClient server) throws InterruptedException {
        JsonNode written = MergePatch.apply(connection().settings().defaults(), SpecFile.read(surroundings(), file));
        JsonNode spec = SpecFile.changed(written, changes);
        corpora.upload(server, surroundings());
        JsonNode experiment = server.post(
                ServerClient.withQuery(
                        server.inProject("experiments"),
                        Map.of("priority", priority.map(String::valueOf).orElse(""))),
                spec);
        say(experiment);
        String id = experiment.path("id").asString();
        return awaited ? WaitCommand.report(server, surroundings(), List.of(id), json(), quiet) : Exit.DONE;
    }

    /** Says that an experiment is queued. A result that comes later is printed in its place. */
    private void say(JsonNode experiment) {
        String id = experiment.path("id").asString();
        if (quiet) {
            say(id);
        } else if (!json()) {
            say("Queued %s, %s: %s steps of %s FLOPs, %s parameters."
                    .formatted(
                            experiment.path("name").asString(),
                            id,
                            Show.value(experiment.path("steps")),
                            Show.value(experiment.path("flopsPerStep")),
                            Show.value(experiment.path("parameters"))));
            say(connection().address() + "/experiments/" + id);
        } else if (!awaited) {
            Show.json(surroundings().out(), experiment);
        }
    }
}
