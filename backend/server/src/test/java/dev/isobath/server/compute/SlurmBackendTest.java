package dev.isobath.server.compute;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.Scheduler;
import dev.isobath.server.ExperimentTestClient;
import dev.isobath.server.ServerProcess;
import dev.isobath.server.TestClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** The contract with a real Slurm cluster of two nodes, and what only a cluster can do to a job. */
@Tag("cluster")
@ExtendWith(SlurmCluster.Installed.class)
class SlurmBackendTest extends ComputeBackendContract {

    private static @Nullable SlurmCluster cluster;
    private static @Nullable Path folder;

    @Autowired
    private Environment environment;

    /** The scheduler of this server's tasks. While it pauses, only other servers look after the jobs. */
    @Autowired
    private Scheduler scheduler;

    @Autowired
    private TestClients clients;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) throws IOException {
        folder = Files.createTempDirectory("isobath-slurm");
        SlurmCluster started = SlurmCluster.start(folder);
        cluster = started;
        settings().forEach(setting -> {
            String[] parts = setting.split("=", 2);
            registry.add(parts[0], () -> parts[1]);
        });
        registry.add(
                "isobath.slurm.commands",
                () -> commands("here", started.configuration(), "").toString());
    }

    private static List<String> settings() {
        return List.of(
                "isobath.compute=slurm",
                "isobath.lease=60s",
                "isobath.confirmation=60s",
                "isobath.heartbeat=1s",
                "isobath.jobs.interval=500ms",
                "isobath.slurm.launcher=" + WorkerProgram.launcher(),
                "isobath.slurm.partition=training",
                "isobath.slurm.checkpoint-before=90s",
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
        scheduler.resume();
        cluster().clear();
        await(this::openJobs, open -> open == 0);
        cluster().open(true);
    }

    private int openJobs() {
        return client.database()
                .sql("select count(*) from compute_job where state <> 'ENDED'")
                .query(Integer.class)
                .single();
    }

    /** Returns the ids of the jobs of an experiment that Slurm knows, the first one first. */
    private List<String> jobs(UUID experiment) {
        return cluster()
                .run("squeue", "--noheader", "--states=all", "--sort=i", "--format=%i %j")
                .lines()
                .filter(line -> line.contains("isobath-" + experiment + "-"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    private String stateOf(String job) {
        return cluster().run("squeue", "--noheader", "--states=all", "--jobs=" + job, "--format=%T");
    }

    private String awaitJob(UUID experiment) {
        return await(() -> jobs(experiment), found -> !found.isEmpty()).getLast();
    }

    @Test
    void a_preempted_run_goes_on_from_its_checkpoint_and_loses_no_try() {
        UUID id = client.queue("preempted", ENDLESS, 0);
        String node = node(awaitSteps(id, 1), 1);

        cluster()
                .run(
                        "sbatch",
                        "--partition=urgent",
                        "--nodelist=" + node.substring(0, node.indexOf(',')),
                        "--output=/dev/null",
                        "--chdir=/",
                        "--wrap=sleep 5");
        JsonNode again = awaitSteps(id, 2);

        assertThat(attempt(again, 1).path("state").asString()).isEqualTo("LOST");
        assertThat(attempt(again, 2).path("resumedFromStep").asLong()).isPositive();
        assertThat(losses(id)).isZero();
        List<String> jobs = jobs(id);
        assertThat(jobs).hasSize(2);
        assertThat(stateOf(jobs.getFirst())).isEqualTo("PREEMPTED");
    }

    @Test
    void a_run_that_comes_near_its_time_limit_saves_a_checkpoint_and_goes_on_in_another_job() {
        closeRoom();
        UUID id = client.queue("long", ENDLESS, 0);
        String job = awaitJob(id);
        assertThat(cluster().run("scontrol", "update", "JobId=" + job, "TimeLimit=2"))
                .isEmpty();
        openRoom();
        awaitSteps(id, 1);

        JsonNode again = awaitSteps(id, 2);

        JsonNode first = attempt(again, 1);
        assertThat(first.path("reason").asString()).isEqualTo("node shut down");
        assertThat(attempt(again, 2).path("resumedFromStep").asLong())
                .isPositive()
                .isEqualTo(first.path("lastStep").asLong());
        assertThat(losses(id)).isZero();
        assertThat(stateOf(job)).as("it ended before its limit").isNotEqualTo("TIMEOUT");
    }

    @Test
    void a_submission_that_arrives_after_its_server_was_killed_starts_no_second_run() {
        Path held = cluster().configuration().resolveSibling("held");
        Path release = cluster().configuration().resolveSibling("release");
        String before =
                "touch '%s'; for i in $(seq 1200); do [ ! -e '%s' ] || break; sleep 0.1; done".formatted(held, release);
        UUID id = killServerWhile("late", before, held);
        assertThat(jobs(id)).as("it was intended and is not submitted").isEmpty();

        scheduler.resume();
        awaitSteps(id, 1);
        String running = awaitJob(id);
        release(release);
        await(() -> jobs(id), jobs -> jobs.size() == 2);
        await(
                () -> jobs(id).stream()
                        .filter(job -> !job.equals(running))
                        .map(this::stateOf)
                        .toList(),
                states -> states.stream()
                        .allMatch(state ->
                                state.equals("CANCELLED") || state.equals("FAILED") || state.equals("COMPLETED")));

        assertThat(stateOf(running)).isEqualTo("RUNNING");
        order(id, "cancel");
        JsonNode cancelled = awaitState(id, "CANCELLED");
        assertThat(cancelled.path("attempts").asInt()).isEqualTo(1);
    }

    @Test
    void a_submission_whose_server_was_killed_before_it_wrote_that_down_is_found_again() {
        Path held = cluster().configuration().resolveSibling("submitted");
        Path release = cluster().configuration().resolveSibling("released");
        String before =
                "/usr/bin/sbatch \"$@\"; touch '%s'; for i in $(seq 1200); do [ ! -e '%s' ] || break; sleep 0.1; done; exit"
                        .formatted(held, release);
        UUID id = killServerWhile("found", before, held);
        assertThat(jobs(id)).hasSize(1);
        assertThat(client.database()
                        .sql("select state from compute_job where experiment_id = :id")
                        .param("id", id)
                        .query(String.class)
                        .single())
                .isEqualTo("INTENDED");

        scheduler.resume();
        release(release);
        JsonNode finished = awaitState(id, "FINISHED");

        assertThat(finished.path("attempts").asInt()).isEqualTo(1);
        assertThat(jobs(id)).hasSize(1);
    }

    /** Queues an experiment and kills the server that submits it as soon as a file is there. */
    private UUID killServerWhile(String name, String beforeSubmission, Path file) {
        scheduler.pause();
        List<String> settings = Stream.concat(
                        settings().stream(),
                        Stream.of(
                                "isobath.slurm.commands="
                                        + commands(name, cluster().configuration(), beforeSubmission),
                                "isobath.slurm.server=" + clients.url()))
                .map(setting -> "--" + setting)
                .toList();
        try (ServerProcess other =
                ServerProcess.start(environment.getRequiredProperty("spring.datasource.url"), settings)) {
            UUID id = client.queue(name, name.equals("late") ? ENDLESS : 30, 0);
            await(() -> Files.exists(file), there -> there);
            other.kill();
            return id;
        }
    }

    private static void release(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void experiments_of_a_study_are_jobs_of_their_own_in_the_order_of_their_priorities_and_show_no_secret() {
        closeRoom();
        UUID usual = client.queue("usual", 4, 0);
        UUID urgent = client.queue("urgent", 4, 7);
        String usualJob = awaitJob(usual);
        String urgentJob = awaitJob(urgent);
        assertThat(jobs(usual)).as("no array").containsExactly(usualJob);
        assertThat(nice(usualJob)).isEqualTo("1000");
        assertThat(nice(urgentJob)).isEqualTo("993");

        assertThat(client.patch("/api/experiments/" + usual, "{\"priority\": 20}")
                        .status())
                .isEqualTo(200);
        await(() -> nice(usualJob), "980"::equals);

        assertThat(cluster().run("scontrol", "show", "job", usualJob)
                        + cluster().run("scontrol", "write", "batch_script", usualJob, "-"))
                .contains("--until attempt-ends")
                .doesNotContain("isobath_node_");
        UUID gpu = UUID.fromString(client.post(
                        "/api/projects/default/experiments",
                        ExperimentTestClient.spec("on a GPU", 4)
                                .replace("\"batch\": 2", "\"batch\": 2, \"device\": \"cuda\""))
                .text("/id"));
        assertThat(cluster().run("scontrol", "show", "job", awaitJob(gpu))).contains("gpu:1");
        order(urgent, "cancel");
        await(() -> stateOf(urgentJob), "CANCELLED"::equals);
        assertThat(client.experiment(urgent).text("/state")).isEqualTo("CANCELLED");
    }

    private String nice(String job) {
        return cluster().run("squeue", "--noheader", "--jobs=" + job, "--format=%y");
    }

    @Test
    void a_job_that_somebody_cancels_in_slurm_pauses_its_experiment() {
        closeRoom();
        UUID id = client.queue("unwanted", 4, 0);
        String job = awaitJob(id);
        await(() -> waitingReason(id), reason -> reason.startsWith("Its Slurm job " + job + " waits. "));

        cluster().run("scancel", job);

        assertThat(awaitState(id, "PAUSED").path("stateReason").asString())
                .isEqualTo("paused: Slurm job " + job + ": it was cancelled in Slurm");
        order(id, "resume");
        assertThat(await(() -> jobs(id), jobs -> jobs.size() == 2)).contains(job);
    }
}
