package dev.isobath.server.compute;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The launcher of this clone and the worker program that was built in it. The build packs the worker before it tests the server. */
final class WorkerProgram {

    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Path JAR = ROOT.resolve("backend/worker/target/worker/isobath-worker.jar");
    private static final String MISSING = "These tests run the real worker program, and " + JAR
            + " is not there. ./mvnw -pl backend/spec,backend/training,backend/worker -DskipTests package builds it.";

    private WorkerProgram() {}

    /** Returns the path of the launcher. Without a worker program the tests that need it are skipped, or fail where a CI runs them. */
    static Path launcher() {
        if (!Files.exists(JAR)) {
            if (System.getenv("CI") != null) {
                throw new IllegalStateException(MISSING);
            }
            Assumptions.abort(MISSING);
        }
        return ROOT.resolve("isobath");
    }
}
