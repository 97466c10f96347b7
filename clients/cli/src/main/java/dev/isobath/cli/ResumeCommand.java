package dev.isobath.cli;

import picocli.CommandLine.Command;

@Command(name = "resume", description = "Queue paused experiments again.")
final class ResumeCommand extends ActionCommand {

    ResumeCommand(Surroundings surroundings) {
        super(surroundings, "resume", "Resumed");
    }
}
