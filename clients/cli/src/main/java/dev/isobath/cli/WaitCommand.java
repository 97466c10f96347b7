package dev.isobath.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "wait",
        description = "Wait until experiments have ended; the exit status is 3 if one of them has not finished.")
final class WaitCommand extends ClientCommand {

    @Parameters(
            arity = "1..*",
            paramLabel = "ID",
            description = "Experiments, by their ids or the last nine digits of them.")
    private List<String> ids = new ArrayList<>();

    WaitCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(ServerClient server) throws InterruptedException {
        ExperimentIds experiments = new ExperimentIds(server);
        return report(
                server, surroundings(), ids.stream().map(experiments::full).toList(), json(), false);
    }

    /** Waits for experiments, says how each of them ended, and returns the exit status. */
    static int report(ServerClient server, Surroundings surroundings, List<String> ids, boolean json, boolean quiet)
            throws InterruptedException {
        int status = Exit.DONE;
        for (String id : ids) {
            JsonNode experiment = new ExperimentWait(server, surroundings).end(id);
            status = Math.max(status, ExperimentWait.status(experiment));
            if (json) {
                surroundings.out().println(experiment);
            } else if (!quiet) {
                String reason = experiment.path("stateReason").asString("");
                surroundings
                        .out()
                        .printf(
                                "%s: %s%s, train loss %s, held-out loss %s%n",
                                experiment.path("name").asString(),
                                experiment.path("state").asString(),
                                reason.isBlank() ? "" : " (" + reason + ")",
                                Show.value(experiment.path("trainLoss")),
                                Show.value(experiment.path("valLoss")));
            }
        }
        return status;
    }
}
