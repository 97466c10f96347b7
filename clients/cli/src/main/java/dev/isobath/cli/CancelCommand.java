package dev.isobath.cli;

import picocli.CommandLine.Command;

@Command(name = "cancel", description = "Cancel experiments that wait or run.")
final class CancelCommand extends ActionCommand {

    CancelCommand(Surroundings surroundings) {
        super(surroundings, "cancel", "Cancelled");
    }
}
