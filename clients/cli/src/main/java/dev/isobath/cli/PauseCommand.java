package dev.isobath.cli;

import picocli.CommandLine.Command;

@Command(name = "pause", description = "Pause experiments; a running one keeps its place in a checkpoint.")
final class PauseCommand extends ActionCommand {

    PauseCommand(Surroundings surroundings) {
        super(surroundings, "pause", "Paused");
    }
}
