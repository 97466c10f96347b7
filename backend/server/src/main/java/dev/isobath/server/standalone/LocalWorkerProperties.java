package dev.isobath.server.standalone;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the worker node beside the server.
 *
 * @param directory the folder of the worker program: a jar, and its libraries in {@code lib}
 * @param slots the number of attempts that the node runs at once
 */
@ConfigurationProperties("isobath.local-worker")
record LocalWorkerProperties(
        Path directory, @DefaultValue("1") int slots) {

    /**
     * Returns the command line that starts the node. The node runs in a session of its own, so that Ctrl-C in a terminal
     * reaches only the server, which then stops the node in order.
     */
    List<String> command(URI server, Path home) {
        return List.of(
                "setsid",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                directory + "/*:" + directory + "/lib/*",
                "dev.isobath.worker.WorkerNode",
                "--server",
                server.toString(),
                "--token-file",
                home.resolve("worker-token").toString(),
                "--name",
                "local",
                "--home",
                home.resolve("worker").toString(),
                "--slots",
                Integer.toString(slots),
                "--until",
                "input-closes");
    }
}
