package dev.isobath.server.compute;

import dev.isobath.server.compute.SlurmCommands.Output;
import dev.isobath.spec.Device;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.env.Environment;

/**
 * A Slurm cluster, through its commands. It needs no accounting database. Order, fair share, placement, preemption and the binding of GPUs
 * are Slurm's.
 */
final class SlurmBackend implements ComputeBackend {

    static final String NAME = "Slurm";

    /** The variable with the token of a job. Only the job's user, root and Slurm itself can read the environment of a job. */
    private static final String TOKEN = "ISOBATH_WORKER_TOKEN";

    private static final String FORMAT = "%i|%j|%T|%r|%S|%N";
    private static final int COLUMNS = 6;

    private final SlurmProperties settings;
    private final Environment environment;
    private final SlurmCommands commands;
    private final SlurmScript script;

    SlurmBackend(SlurmProperties settings, Environment environment) {
        this.settings = settings;
        this.environment = environment;
        this.commands = new SlurmCommands(settings.commands(), settings.commandLimit());
        this.script = new SlurmScript(settings);
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(NAME, true);
    }

    @Override
    public String submit(JobRequest job) {
        Optional<ObservedJob> before = find(job.name());
        if (before.isPresent()) {
            return before.get().id();
        }
        Output submitted =
                commands.run(submission(job), Map.of(TOKEN, job.token().text()), script.text(job, server()));
        if (!submitted.succeeded()) {
            if (isAway(submitted.errors())) {
                throw new SchedulerAwayException(submitted.complaint());
            }
            throw new JobRefusedException(submitted.complaint());
        }
        // With several clusters the name of the cluster follows.
        return submitted.output().strip().replaceFirst(";.*", "");
    }

    /** Returns a job by its name. One that waits or runs comes before those that have ended. */
    private Optional<ObservedJob> find(String name) {
        return list(List.of("--name=" + name)).stream()
                .filter(job ->
                        !(job.state() instanceof ObservedJob.Gone gone && gone.exit() == ObservedJob.Exit.REFUSED))
                .min(Comparator.comparing(ObservedJob::isGone));
    }

    List<String> submission(JobRequest job) {
        List<String> command = new ArrayList<>(List.of(
                "sbatch",
                "--parsable",
                "--no-requeue",
                "--job-name=" + job.name(),
                "--comment=Isobath experiment " + job.experiment(),
                "--nodes=1",
                "--ntasks=1",
                "--export=ALL",
                "--chdir=/",
                "--input=/dev/null",
                "--output="
                        + (settings.logFolder() == null
                                ? "/dev/null"
                                : settings.logFolder() + "/" + job.name() + ".log"),
                "--signal=B:TERM@" + settings.checkpointBefore().toSeconds(),
                "--nice=" + nice(job.priority())));
        if (settings.partition() != null) {
            command.add("--partition=" + settings.partition());
        }
        if (settings.account() != null) {
            command.add("--account=" + settings.account());
        }
        if (settings.cpus() > 0) {
            command.add("--cpus-per-task=" + settings.cpus());
        }
        Long memory = job.memoryBytes();
        if (settings.memory() && memory != null) {
            command.add("--mem=" + megabytes(memory) + "M");
        }
        if (job.device().equals(Device.CUDA.text())) {
            command.addAll(settings.gpuOptions());
        }
        command.addAll(settings.options());
        return command;
    }

    /** Returns the memory to ask for: the estimate, which may be a quarter too low, and that of the node beside the attempt. */
    private static long megabytes(long estimatedBytes) {
        return (long) (estimatedBytes * 1.25 / (1 << 20)) + 512;
    }

    private long nice(int priority) {
        // Only administrators of a cluster may go below 0.
        return Math.max(0, settings.nice() - (long) priority * settings.nicePerPriority());
    }

    private String server() {
        String configured = settings.server();
        if (configured != null && !configured.isBlank()) {
            return configured.strip();
        }
        String port = environment.getProperty("local.server.port");
        if (port == null) {
            throw new SchedulerAwayException("this server does not listen yet");
        }
        try {
            return "http://" + InetAddress.getLocalHost().getHostName() + ":" + port;
        } catch (UnknownHostException e) {
            throw new SchedulerAwayException(
                    "this machine has no name; set isobath.slurm.server to the URL of this server");
        }
    }

    @Override
    public List<ObservedJob> observe() {
        return list(List.of());
    }

    private List<ObservedJob> list(List<String> filters) {
        List<String> command = new ArrayList<>(
                List.of("squeue", "--me", "--all", "--states=all", "--noheader", "--array", "--format=" + FORMAT));
        command.addAll(filters);
        Output listed = commands.run(command, Map.of(), "");
        if (!listed.succeeded()) {
            throw new SchedulerAwayException(listed.complaint());
        }
        return listed.output()
                .lines()
                .map(line -> line.split("\\|", -1))
                .filter(columns -> columns.length == COLUMNS)
                .map(columns -> new ObservedJob(
                        columns[0], columns[1], SlurmStates.state(columns[2], columns[3], columns[4], columns[5])))
                .toList();
    }

    @Override
    public void cancel(String id, Cancellation how) {
        List<String> command = switch (how) {
            // The script of the job passes the signal on to the node, which then ends in order.
            case WITH_CHECKPOINT -> List.of("scancel", "--batch", "--signal=TERM", id);
            case AT_ONCE -> List.of("scancel", id);
        };
        check(commands.run(command, Map.of(), ""));
    }

    @Override
    public void prioritise(String id, int priority) {
        check(commands.run(List.of("scontrol", "update", "JobId=" + id, "Nice=" + nice(priority)), Map.of(), ""));
    }

    /** A job that has ended meanwhile needs nothing any more. Other failures are those of the next look at the scheduler too. */
    private static void check(Output output) {
        if (!output.succeeded() && isAway(output.errors())) {
            throw new SchedulerAwayException(output.complaint());
        }
    }

    private static boolean isAway(String errors) {
        return errors.contains("Unable to contact slurm controller")
                || errors.contains("Socket timed out")
                || errors.contains("Connection refused")
                || errors.contains("Zero Bytes were transmitted or received")
                || errors.contains("authentication");
    }
}
