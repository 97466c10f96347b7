package dev.isobath.cli;

import picocli.CommandLine.Command;

@Command(name = "retry", description = "Queue experiments again that have failed or were cancelled.")
final class RetryCommand extends ActionCommand {

    RetryCommand(Surroundings surroundings) {
        super(surroundings, "retry", "Queued");
    }
}
