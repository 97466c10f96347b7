package dev.isobath.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that calls a server. */
abstract class ClientCommand implements Callable<Integer> {

    @Mixin
    private final Connection connection;

    @Option(names = "--json", description = "Print the server's answer as JSON, for programs.")
    private boolean json;

    private final Surroundings surroundings;

    ClientCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.connection = new Connection(surroundings);
    }

    @Override
    public final Integer call() throws InterruptedException {
        return run(connection.open());
    }

    /** Runs the command and returns its exit status. */
    abstract int run(ServerClient server) throws InterruptedException;

    final Connection connection() {
        return connection;
    }

    final Surroundings surroundings() {
        return surroundings;
    }

    final boolean json() {
        return json;
    }

    /** Prints a line of the result. */
    final void say(String line) {
        surroundings.out().println(line);
    }

    /** Prints a line that is no part of the result. */
    final void note(String line) {
        surroundings.err().println(line);
    }
}
