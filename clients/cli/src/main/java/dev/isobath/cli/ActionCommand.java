package dev.isobath.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A command that does the same with many experiments. */
abstract class ActionCommand extends ClientCommand {

    @Parameters(
            arity = "0..*",
            paramLabel = "ID",
            description = "Experiments, by their ids or the last nine digits of them.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--filter", paramLabel = "FILTER", description = "All experiments that match, in place of ids.")
    private Optional<String> filter = Optional.empty();

    private final String action;
    private final String done;

    ActionCommand(Surroundings surroundings, String action, String done) {
        super(surroundings);
        this.action = action;
        this.done = done;
    }

    @Override
    final int run(ServerClient server) {
        if (ids.isEmpty() == filter.isEmpty()) {
            throw new UnusableException(action + " needs either ids of experiments or --filter FILTER");
        }
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("action", action);
        if (filter.isPresent()) {
            request.put("filter", filter.get());
        } else {
            var named = request.putArray("ids");
            ExperimentIds experiments = new ExperimentIds(server);
            ids.forEach(id -> named.add(experiments.full(id)));
        }
        JsonNode answer = server.post(server.inProject("experiments/actions"), request);
        if (json()) {
            Show.json(surroundings().out(), answer);
        }
        int status = Exit.DONE;
        for (JsonNode result : answer.path("results")) {
            String name = result.path("name").asString(result.path("id").asString());
            if (result.path("outcome").asString().equals("DONE")) {
                if (!json()) {
                    say(done + " " + name + ".");
                }
            } else {
                note("isobath: " + name + ": " + result.path("reason").asString("there is no such experiment"));
                status = Exit.REFUSED;
            }
        }
        return status;
    }
}
