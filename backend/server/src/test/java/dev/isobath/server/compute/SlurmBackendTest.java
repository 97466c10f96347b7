package dev.isobath.server.compute;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.Scheduler;
import dev.isobath.server.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** The contract with a real Slurm cluster of two nodes, and what only a cluster can do to a job. */
@ExtendWith(SlurmBackendTest.SlurmIsThere.class)
class SlurmBackendTest extends ComputeBackendContract {

    /** Skips the tests where Slurm cannot be installed, and fails them there where a CI runs them. It comes before the server starts. */
    static final class SlurmIsThere implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            String missing = SlurmCluster.findMissing();
            if (missing != null && System.getenv("CI") != null) {
                throw new IllegalStateException(missing);
            }
            return missing == null
                    ? ConditionEvaluationResult.enabled("Slurm is there")
                    : ConditionEvaluationResult.disabled(missing);
        }
    }

    private static @Nullable SlurmCluster cluster;
    private static @Nullable Path folder;

    @Autowired
    private Environment environment;

    @Autowired
    private Scheduler scheduler;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) throws IOException {
        folder = Files.createTempDirectory("isobath-slurm");
        cluster = SlurmCluster.start(folder);
        settings().forEach(setting -> {
            String[] parts = setting.split("=", 2);
            registry.add(parts[0], () -> parts[1]);
        });
        registry.add("isobath.slurm.commands", () -> commands("here", cluster.configuration(), "").toString());
    }

    private static List<String> settings() {
        return List.of(
                "isobath.compute=slurm",
                "isobath.lease=20s",
                "isobath.heartbeat=1s",
                "isobath.jobs.interval=500ms",
                "isobath.slurm.launcher=" + WorkerProgram.launcher(),
                "isobath.slurm.partition=training",
                "isobath.slurm.checkpoint-before=50s",
                "isobath.slurm.log-folder=" + folder,
                "isobath.slurm.work-folder=" + folder);
    }

    /**
     * Makes a folder with the commands of Slurm for this cluster. They are the real ones with its configuration.
     *
     * @param beforeSubmission what sbatch does first
     */
    private static Path commands(String name, Path configuration, String beforeSubmission) {
        try {
            Path commands = Files.createDirectories(configuration.resolveSibling("commands-" + name));
            for (String command : List.of("sbatch", "squeue", "scancel", "scontrol")) {
                Path file = Files.writeString(
                        commands.resolve(command),
                        "#!/bin/sh\nexport SLURM_CONF='%s'\n%s\nexec /usr/bin/%s \"$@\"\n"
                                .formatted(configuration, command.equals("sbatch") ? beforeSubmission : "", command));
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
            }
            return commands;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static SlurmCluster cluster() {
        if (cluster == null) {
            throw new IllegalStateException("the cluster was not started");
        }
        return cluster;
    }

    @Override
    void openRoom() {
        cluster().open(true);
    }

    @Override
    void closeRoom() {
        cluster().open(false);
    }

    @Override
    String reasonWithoutRoom() {
        return "waits. ";
    }

    @Override
    void loseNode(String node) throws IOException {
        cluster().lose(node.substring(0, node.indexOf(',')));
    }

    @Override
    void cleanUp() {
        cluster().clear();
        await(this::openJobs, open -> open == 0);
        cluster().open(true);
    }

    private int openJobs() {
        return client.database().sql("select count(*) from compute_job where state <> 'ENDED'").query(Integer.class).single();
    }

    /** Returns the ids of the jobs of an experiment that Slurm knows, the first one first. */
    private List<String> jobs(UUID experiment) {
        return cluster().run("squeue", "--noheader", "--states=all", "--sort=i", "--format=%i %j")
                .lines()
                .filter(line -> line.contains("isobath-" + experiment + "-"))
                .map(line -> line.split(" ")[0])
                .toList();
    }

    private String awaitJob(UUID experiment) {
        return await(() -> jobs(experiment), found -> !found.isEmpty()).getLast();
    }
}
