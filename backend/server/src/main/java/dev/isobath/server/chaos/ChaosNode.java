package dev.isobath.server.chaos;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A worker node of an installation, as {@code ./isobath worker} starts it. */
final class ChaosNode {

    /** The status of a node whose token is refused. */
    static final int TOKEN_REFUSED = 3;

    private static final String ATTEMPT = "dev.isobath.worker.attempt.AttemptProcess";

    private final String name;
    private final Path program;
    private final Path folder;
    private final URI server;
    private @Nullable String tokenId;
    private Map<String, String> clock = Map.of();
    private @Nullable Process process;

    /**
     * Does not start anything yet.
     *
     * @param program the folder of the worker program
     * @param folder the node's home
     */
    ChaosNode(String name, Path program, Path folder, URI server) {
        this.name = name;
        this.program = program;
        this.folder = folder;
        this.server = server;
    }

    String name() {
        return name;
    }

    Path folder() {
        return folder;
    }

    @Nullable
    String tokenId() {
        return tokenId;
    }

    /** Gives the node a token, which it uses from its next start on. */
    void use(String id, String token) throws IOException {
        tokenId = id;
        Files.writeString(tokenFile(), token + "\n");
    }

    /** Sets the environment that gives the node another clock from its next start on. */
    void useClock(Map<String, String> environment) {
        clock = environment;
    }

    void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        program + "/*:" + program + "/lib/*",
                        "dev.isobath.worker.WorkerNode",
                        "--server",
                        server.toString(),
                        "--token-file",
                        tokenFile().toString(),
                        "--name",
                        name,
                        "--home",
                        folder.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolveSibling(name + ".log").toFile()));
        // The last bit of a sum depends on the number of threads.
        builder.environment().put("ISOBATH_THREADS", "1");
        builder.environment().putAll(clock);
        process = builder.start();
    }

    /** Returns the status with which the node has ended, or null while it runs. */
    @Nullable
    Integer ended() {
        Process running = process;
        return running == null || running.isAlive() ? null : Integer.valueOf(running.exitValue());
    }

    List<Long> pids() {
        Process running = process;
        return running == null || !running.isAlive() ? List.of() : List.of(running.pid());
    }

    /** Returns the processes that train for this node. */
    List<Long> attempts() {
        Process running = process;
        return running == null ? List.of() : Processes.children(running, ATTEMPT);
    }

    /** Ends the node as kill -9 does. Its processes notice that it is gone. */
    void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            running.waitFor(30, TimeUnit.SECONDS);
        }
    }

    /** Tells the node to end, and kills it when it does not. */
    void stop() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(60, TimeUnit.SECONDS)) {
                kill();
            }
        }
    }

    private Path tokenFile() {
        return folder.resolveSibling(name + ".token");
    }
}
