package dev.isobath.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(name = "login", description = "Keep an API token for a server, so that later commands find it by themselves.")
final class LoginCommand implements Callable<Integer> {

    @Mixin
    private final Connection connection;

    private final Surroundings surroundings;

    LoginCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.connection = new Connection(surroundings);
    }

    @Override
    public Integer call() {
        String address = connection.address();
        String token = connection.givenToken();
        JsonNode user = new ServerClient(address, token, "").get("/api/session").path("user");
        if (!user.isObject()) {
            throw new UnusableException("the token is not one of " + address);
        }
        try {
            Path file = new ServerTokens(surroundings.home()).keep(address, token);
            surroundings
                    .out()
                    .println("Signed in to " + address + " as "
                            + user.path("name").asString() + ". The token is in " + file + ".");
            return Exit.DONE;
        } catch (IOException e) {
            throw new UnusableException("the token cannot be kept in " + surroundings.home() + ": " + e.getMessage());
        }
    }
}
