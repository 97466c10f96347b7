package dev.isobath.server.compute;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The launcher of this clone and the worker program that was built in it. The build packs the worker before it tests the server. */
final class WorkerProgram extends Requirement {

    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Path JAR = ROOT.resolve("backend/worker/target/worker/isobath-worker.jar");

    @Override
    @Nullable
    String findMissing() {
        return Files.exists(JAR)
                ? null
                : "These tests run the real worker program, and " + JAR + " is not there. ./mvnw"
                        + " -pl backend/spec,backend/training,backend/worker -DskipTests package builds it.";
    }

    static Path launcher() {
        return ROOT.resolve("isobath");
    }
}
