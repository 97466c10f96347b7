package dev.isobath.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "studies", description = "List the studies, or print what one of them says.")
final class StudiesCommand extends ClientCommand {

    @Parameters(arity = "0..1", paramLabel = "ID", description = "A study; without it all are listed.")
    private String id = "";

    StudiesCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(ServerClient server) {
        JsonNode answer = id.isEmpty()
                ? server.get(server.inProject("studies")).path("studies")
                : server.get("/api/studies/" + id + "/analysis");
        if (json()) {
            Show.json(surroundings().out(), answer);
        } else if (id.isEmpty()) {
            list(answer);
        } else {
            new StudyText(answer, surroundings().out()).print();
        }
        return Exit.DONE;
    }

    private void list(JsonNode studies) {
        if (studies.isEmpty()) {
            note("The project has no study.");
            return;
        }
        TextTable table =
                new TextTable(List.of("ID", "NAME", "DESIGN", "MEMBERS", "FINISHED", "FAILED", "CREATED (UTC)"));
        for (JsonNode study : studies) {
            JsonNode progress = study.path("progress");
            table.add(List.of(
                    study.path("id").asString(),
                    study.path("name").asString(),
                    study.path("design").asString(),
                    Show.value(progress.path("members")),
                    Show.value(progress.path("finished")),
                    Show.value(progress.path("failed")),
                    Show.time(study.path("createdAt"))));
        }
        table.print(surroundings().out());
    }
}
