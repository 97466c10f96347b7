package dev.isobath.cli;

import dev.isobath.spec.SpecText;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "show", description = "Show an experiment: its state, its numbers and its spec.")
final class ShowCommand extends ClientCommand {

    @Parameters(paramLabel = "ID", description = "The experiment, by its id or the last nine digits of it.")
    private String id = "";

    ShowCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(ServerClient server) {
        String full = new ExperimentIds(server).full(id);
        JsonNode experiment = server.get("/api/experiments/" + full);
        if (json()) {
            Show.json(surroundings().out(), experiment);
            return Exit.DONE;
        }
        TextTable table = new TextTable(List.of("name", experiment.path("name").asString()));
        row(table, "id", full);
        row(table, "state", experiment.path("state").asString());
        if (experiment.path("state").asString().equals("QUEUED")) {
            row(
                    table,
                    "waits",
                    server.get("/api/experiments/" + full + "/waiting")
                            .path("reason")
                            .asString(""));
        }
        row(table, "reason", experiment.path("stateReason").asString(""));
        row(table, "step", Show.value(experiment.path("step")) + " of " + Show.value(experiment.path("steps")));
        for (String number : List.of(
                "trainLoss",
                "valLoss",
                "tokensPerSecond",
                "parameters",
                "flopsPlanned",
                "flopsExecuted",
                "seconds",
                "secondsLeft")) {
            row(table, number, Show.value(experiment.path(number)));
        }
        row(
                table,
                "tags",
                String.join(
                        ", ",
                        experiment
                                .path("tags")
                                .valueStream()
                                .map(JsonNode::asString)
                                .toList()));
        row(table, "notes", experiment.path("notes").asString(""));
        row(
                table,
                "created (UTC)",
                Show.time(experiment.path("createdAt")) + " by " + Show.value(experiment.path("createdBy")));
        table.print(surroundings().out());
        say("");
        surroundings().out().print(SpecText.toYaml(experiment.path("spec")));
        return Exit.DONE;
    }

    private static void row(TextTable table, String name, String value) {
        if (!value.isBlank() && !value.equals(Show.NOTHING)) {
            table.add(List.of(name, value));
        }
    }
}
