package dev.isobath.cli;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Waits until an experiment has ended, and shows meanwhile how far it is. */
final class ExperimentWait {

    private static final Set<String> ENDED = Set.of("FINISHED", "FAILED", "CANCELLED");

    /** Where nobody can see a line being written over, a new line is printed for every tenth of the way. */
    private static final int PARTS = 10;

    private final ServerClient server;
    private final Surroundings surroundings;
    private String shown = "";

    ExperimentWait(ServerClient server, Surroundings surroundings) {
        this.server = server;
        this.surroundings = surroundings;
    }

    static boolean hasEnded(JsonNode experiment) {
        return ENDED.contains(experiment.path("state").asString());
    }

    /** Returns the experiment as it is at its end. */
    JsonNode end(String id) throws InterruptedException {
        Patience patience = new Patience(surroundings);
        while (true) {
            JsonNode experiment = patience.look(() -> server.get("/api/experiments/" + id));
            show(experiment);
            if (hasEnded(experiment)) {
                if (surroundings.terminal()) {
                    surroundings.err().println();
                }
                return experiment;
            }
            patience.pause();
        }
    }

    /** Returns the exit status for how an experiment ended. */
    static int status(JsonNode experiment) {
        return experiment.path("state").asString().equals("FINISHED") ? Exit.DONE : Exit.UNSUCCESSFUL;
    }

    private void show(JsonNode experiment) {
        String line = "%s  %s  step %s of %s  train loss %s"
                .formatted(
                        experiment.path("name").asString(),
                        experiment.path("state").asString(),
                        Show.value(experiment.path("step")),
                        Show.value(experiment.path("steps")),
                        Show.value(experiment.path("trainLoss")));
        if (surroundings.terminal()) {
            surroundings.err().print("\r\u001B[K" + line);
            surroundings.err().flush();
            return;
        }
        long steps = Math.max(1, experiment.path("steps").asLong());
        String part = experiment.path("state").asString()
                + PARTS * experiment.path("step").asLong() / steps;
        if (!part.equals(shown)) {
            surroundings.err().println(line);
            shown = part;
        }
    }
}
