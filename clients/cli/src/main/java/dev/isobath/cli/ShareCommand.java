package dev.isobath.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "share",
        description =
                "Make a link to an experiment, a comparison of several, or a study, which anybody can open without an account.")
final class ShareCommand extends ClientCommand {

    @Parameters(
            arity = "0..*",
            paramLabel = "ID",
            description = "Experiments, by their ids or the last nine digits of them.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--study", paramLabel = "ID", description = "A study, in place of experiments.")
    private Optional<String> study = Optional.empty();

    @Option(names = "--title", paramLabel = "TEXT", description = "The title of the page.")
    private Optional<String> title = Optional.empty();

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "The number of days until the link expires, 30 unless it is given.")
    private Optional<Integer> days = Optional.empty();

    ShareCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(ServerClient server) {
        if (ids.isEmpty() == study.isEmpty()) {
            throw new UnusableException("share needs either ids of experiments or --study ID");
        }
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        if (study.isPresent()) {
            request.put("study", study.get());
        } else {
            var named = request.putArray("experiments");
            ExperimentIds experiments = new ExperimentIds(server);
            ids.forEach(id -> named.add(experiments.full(id)));
        }
        title.ifPresent(text -> request.put("title", text));
        days.ifPresent(number -> request.put("expiresInDays", number));
        JsonNode share = server.post("/api/shares", request);
        if (json()) {
            Show.json(surroundings().out(), share);
        } else {
            say(share.path("url").asString());
            note("The link expires on " + Show.time(share.path("expiresAt")) + " UTC.");
        }
        return Exit.DONE;
    }
}
