package dev.isobath.server.chaos;

import dev.isobath.server.commands.ServerClient;
import dev.isobath.server.commands.ServerProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An installation in a temporary folder: a server with its PostgreSQL, a bad network, and worker nodes. */
final class Installation implements AutoCloseable {

    /** Shorter than usual, so that a minute holds several faults. */
    static final int LEASE_SECONDS = 8;

    private static final int NODES = 2;
    private static final String DISK_BYTES = "300m";

    private final Path jar;
    private final Path folder;
    private final Path home;
    private final Path store;
    private final ServerProgram program;
    private final BadNetwork network;
    private final List<ChaosNode> nodes = new ArrayList<>();
    private final List<Path> mounted = new ArrayList<>();
    private final Processes processes;
    private @Nullable Process server;
    private @Nullable ServerClient client;
    private final int port;
    private boolean closed;

    private Installation(Path jar, Path worker, Path folder, AcknowledgedPoints record, long seed) throws IOException {
        this.jar = jar;
        this.folder = folder;
        this.home = folder.resolve("home");
        this.store = Files.createDirectories(folder.resolve("store"));
        this.processes = new Processes(folder);
        this.port = freePort();
        // Chaos is worse than what a try is counted for, so nothing fails because of the number of its losses.
        this.program = new ServerProgram(
                jar,
                home,
                List.of(
                        "--server.port=" + port,
                        "--isobath.store=" + store,
                        "--isobath.lease=" + LEASE_SECONDS + "s",
                        "--isobath.heartbeat=2s",
                        "--isobath.losses=1000",
                        "--isobath.backoff=200ms"));
        this.network = new BadNetwork(URI.create("http://127.0.0.1:" + port), record, seed);
        for (int i = 1; i <= NODES; i++) {
            nodes.add(new ChaosNode(
                    "node-" + i, worker, Files.createDirectories(folder.resolve("node-" + i)), network.address()));
        }
    }

    /** Starts everything. What it makes is deleted on close, also after an interrupt. */
    static Installation start(Path jar, Path worker, AcknowledgedPoints record, long seed)
            throws IOException, InterruptedException {
        Installation installation =
                new Installation(jar, worker, Files.createTempDirectory("isobath-chaos"), record, seed);
        Runtime.getRuntime().addShutdownHook(new Thread(installation::close));
        installation.mountDisks();
        installation.startServer();
        for (ChaosNode node : installation.nodes) {
            installation.giveToken(node);
            node.start();
        }
        return installation;
    }

    /** Gives the store and the last node small disks of their own, where this process may mount. */
    private void mountDisks() throws InterruptedException {
        for (Path each : List.of(store, nodes.getLast().folder())) {
            if (Processes.run("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "tmpfs", each.toString())) {
                mounted.add(each);
            }
        }
    }

    /** Returns whether the store and the last node have disks of their own, which can be filled. */
    boolean hasDisks() {
        return mounted.size() == 2;
    }

    Path folder() {
        return folder;
    }

    Path store() {
        return store;
    }

    BadNetwork network() {
        return network;
    }

    List<ChaosNode> nodes() {
        return nodes;
    }

    Processes processes() {
        return processes;
    }

    ServerClient client() {
        ServerClient present = client;
        if (present == null) {
            throw new IllegalStateException("the server was never started");
        }
        return present;
    }

    List<Long> serverPids() {
        Process running = server;
        return running == null ? List.of() : List.of(running.pid());
    }

    /** Returns the process of PostgreSQL that the others are children of. */
    List<Long> databasePids() {
        return processes.find("/bin/postgres ");
    }

    void startServer() throws IOException, InterruptedException {
        server = program.start();
        if (client == null) {
            client = new ServerClient("http://127.0.0.1:" + port, home.resolve("token"));
        }
    }

    /** Ends the server as kill -9 does. Its PostgreSQL runs on until the next start. */
    void killServer() throws InterruptedException {
        Process running = server;
        if (running != null) {
            running.destroyForcibly();
            running.waitFor(30, TimeUnit.SECONDS);
        }
    }

    /** Makes a join token for a node, as an administrator does. */
    void giveToken(ChaosNode node) throws IOException, InterruptedException {
        JsonNode made = client().post(
                        "/api/worker-tokens",
                        "application/json",
                        BodyPublishers.ofString("{\"name\": \"" + node.name() + "\"}"));
        node.use(made.path("id").asString(), made.path("token").asString());
    }

    /** Starts nodes again that have ended, as a supervisor does, with a new token where theirs was refused. */
    synchronized void superviseNodes() throws IOException, InterruptedException {
        if (closed) {
            return;
        }
        for (ChaosNode node : nodes) {
            Integer status = node.ended();
            if (status != null) {
                if (status == ChaosNode.TOKEN_REFUSED) {
                    giveToken(node);
                }
                node.start();
            }
        }
    }

    /** Runs {@code ./isobath backup} or {@code restore}. */
    void archive(String command, String... words) throws IOException, InterruptedException {
        Path output = folder.resolve(command + ".log");
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dspring.profiles.active=standalone",
                "-Disobath.home=" + home,
                "-Disobath.store=" + store,
                "-Dlogging.file.name=" + home.resolve("logs").resolve("backup.log"),
                "-cp",
                jar.toString(),
                "dev.isobath.server.backup." + command,
                folder.toString()));
        line.addAll(List.of(words));
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + Files.readString(output));
        }
    }

    /** Returns how often each experiment has become finished. */
    Map<String, Integer> timesFinished() throws IOException, SQLException {
        Map<String, Integer> times = new HashMap<>();
        try (Connection connection = program.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select experiment_id, count(*) from state_change where to_state = 'FINISHED' group by 1")) {
            while (rows.next()) {
                times.put(rows.getString(1), rows.getInt(2));
            }
        }
        return times;
    }

    /** Stops everything in order. */
    void stop() throws InterruptedException {
        for (ChaosNode node : nodes) {
            node.stop();
        }
        Process running = server;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(60, TimeUnit.SECONDS)) {
                killServer();
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Kills what still runs, and deletes the folder. */
    @Override
    public synchronized void close() {
        // This may run beside the main thread, after an interrupt. It starts no node any more.
        closed = true;
        try {
            List<Long> left =
                    Processes.withDescendants(processes.find("")).distinct().toList();
            Processes.send(Processes.Signal.KILL, left);
            network.close();
            Processes.awaitEnd(left);
            for (Path each : List.copyOf(mounted)) {
                Processes.run("umount", "-l", each.toString());
                mounted.remove(each);
            }
            Processes.delete(folder);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.err.println("isobath: " + e);
        }
    }
}
