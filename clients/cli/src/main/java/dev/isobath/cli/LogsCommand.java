package dev.isobath.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Print what the attempts of an experiment have printed.")
final class LogsCommand extends ClientCommand {

    private static final int DEFAULT_LINES = 1_000;
    private static final int MOST_LINES = 10_000;

    @Parameters(paramLabel = "ID", description = "The experiment, by its id or the last nine digits of it.")
    private String id = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with new lines until the experiment has ended.")
    private boolean followed;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "Begin with the last N lines, 1,000 unless it is given.")
    private int lines = DEFAULT_LINES;

    LogsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(ServerClient server) throws InterruptedException {
        String full = new ExperimentIds(server).full(id);
        String position = print(server.getText(path(full, "", lines)), "");
        Patience patience = new Patience(surroundings());
        boolean ended = !followed;
        while (!ended) {
            patience.pause();
            // The state is read before the lines, so that the last lines of an experiment that has ended are printed
            // too.
            ended = patience.look(() -> ExperimentWait.hasEnded(server.get("/api/experiments/" + full)));
            String from = position;
            position = print(patience.look(() -> server.getText(path(full, from, MOST_LINES))), from);
        }
        return Exit.DONE;
    }

    private static String path(String id, String after, int lines) {
        return ServerClient.withQuery(
                "/api/experiments/" + id + "/logs", Map.of("lines", String.valueOf(lines), "after", after));
    }

    /** Prints the lines of an answer, and returns the position behind them. */
    private String print(ServerClient.Answer answer, String before) {
        if (!answer.body().isEmpty()) {
            say(answer.body());
        }
        return answer.logPosition().orElse(before);
    }
}
