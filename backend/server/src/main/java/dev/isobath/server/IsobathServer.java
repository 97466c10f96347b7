package dev.isobath.server;

import dev.isobath.server.database.HomeLock;
import dev.isobath.server.standalone.PortCheck;
import dev.isobath.server.standalone.StartupFailureReporter;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;

/** The server program. */
@SpringBootApplication
public class IsobathServer {

    /** Starts the server. Its settings come from {@code --name=value}, the environment and {@code application.yaml}. */
    public static void main(String[] arguments) {
        SpringApplication application = new SpringApplication(IsobathServer.class);
        application.addListeners((ApplicationEnvironmentPreparedEvent event) -> {
            HomeLock.takeOrExit(event.getEnvironment());
            PortCheck.checkOrExit(event.getEnvironment());
        });
        application.addListeners((ApplicationFailedEvent event) -> StartupFailureReporter.report(event.getException()));
        application.run(arguments);
    }
}
