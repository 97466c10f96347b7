package dev.isobath.server.compute;

import dev.isobath.server.TestClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** The contract with a worker node that joins. */
@TestPropertySource(properties = {"isobath.lease=20s", "isobath.heartbeat=1s", "isobath.confirmation=60s"})
class LocalBackendTest extends ComputeBackendContract {

    @TempDir
    private Path folder;

    @Autowired
    private TestClients clients;

    private @Nullable Process node;
    private int started;

    @Override
    void openRoom() throws IOException {
        if (node != null) {
            return;
        }
        started++;
        Path token = Files.writeString(folder.resolve("token"), client.workerToken());
        node = new ProcessBuilder(List.of(
                        WorkerProgram.launcher().toString(),
                        "worker",
                        "--no-build",
                        "--server",
                        clients.url(),
                        "--token-file",
                        token.toString(),
                        "--name",
                        "node " + started,
                        "--home",
                        folder.resolve("node" + started).toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("node" + started + ".log").toFile())
                .start();
    }

    @Override
    void closeRoom() throws InterruptedException {
        stop(false);
        client.database().sql("delete from worker_node").update();
    }

    @Override
    String reasonWithoutRoom() {
        return "No worker node is connected.";
    }

    @Override
    void loseNode(String name) throws Exception {
        stop(true);
        openRoom();
    }

    @Override
    void cleanUp() throws InterruptedException {
        stop(true);
    }

    private void stop(boolean atOnce) throws InterruptedException {
        Process running = node;
        if (running == null) {
            return;
        }
        node = null;
        List<ProcessHandle> attempts = running.descendants().toList();
        if (atOnce) {
            running.destroyForcibly();
            attempts.forEach(ProcessHandle::destroyForcibly);
        } else {
            running.destroy();
        }
        if (!running.waitFor(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the worker node does not end");
        }
    }
}
