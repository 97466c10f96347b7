package dev.isobath.server.compute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real Slurm cluster on this machine: munged, slurmctld and two slurmd, each with one processor. It has a configuration, a key and ports
 * of its own, so that it disturbs no other. GPUs are device files.
 */
final class SlurmCluster implements AutoCloseable {

    static final List<String> NODES = List.of("node1", "node2");

    private static final List<String> PACKAGES = List.of("slurm-wlm", "munge");
    private static final List<String> PROGRAMS =
            List.of("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel");
    private static final String FOLDERS = "/usr/sbin:/usr/bin:/sbin:/bin";

    private final Path folder;
    private final String munged;
    private final List<Process> daemons = new ArrayList<>();

    private SlurmCluster(Path folder) {
        this.folder = folder;
        this.munged = folder.resolve("munge").resolve("socket").toString();
    }

    /** Slurm is installed. It is installed now if that is possible. */
    static final class Installed extends Requirement {

        @Override
        @Nullable
        String findMissing() {
            return SlurmCluster.findMissing();
        }
    }

    private static @Nullable String findMissing() {
        List<String> missing = missing();
        if (missing.isEmpty()) {
            return null;
        }
        boolean root = "root".equals(System.getProperty("user.name"));
        if (root && has("apt-get")) {
            // The packages do not start their services here: each has a configuration of its own.
            String install = "apt-get update -qq; DEBIAN_FRONTEND=noninteractive RUNLEVEL=1"
                    + " apt-get install -y -qq --no-install-recommends " + String.join(" ", PACKAGES);
            try {
                Process process = new ProcessBuilder("sh", "-c", install)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (!process.waitFor(5, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            missing = missing();
        }
        return missing.isEmpty() && root
                ? null
                : "These tests start a Slurm cluster as root and need " + String.join(", ", PROGRAMS)
                        + ". On Debian: apt-get install " + String.join(" ", PACKAGES) + ".";
    }

    private static List<String> missing() {
        return PROGRAMS.stream().filter(program -> !has(program)).toList();
    }

    private static boolean has(String program) {
        return Stream.of(FOLDERS.split(":")).anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    /** Starts a cluster in a folder and waits until both nodes are there. */
    static SlurmCluster start(Path folder) {
        SlurmCluster cluster = new SlurmCluster(folder);
        try {
            cluster.startDaemons();
            cluster.awaitIdle();
            return cluster;
        } catch (IOException e) {
            cluster.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void startDaemons() throws IOException {
        Path munge = Files.createDirectories(folder.resolve("munge"));
        Files.setPosixFilePermissions(munge, PosixFilePermissions.fromString("rwx------"));
        byte[] key = new byte[1024];
        new SecureRandom().nextBytes(key);
        Path keyFile = Files.write(munge.resolve("key"), key);
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("r--------"));
        for (String name : List.of("controller", "log", "node1", "node2")) {
            Files.createDirectories(folder.resolve(name));
        }
        Files.writeString(folder.resolve("cgroup.conf"), "CgroupAutomount=no\n");
        Files.writeString(
                folder.resolve("gres.conf"),
                "NodeName=node1 Name=gpu File=/dev/null\nNodeName=node2 Name=gpu File=/dev/zero\n");
        Files.writeString(configuration(), text());
        start(
                "munged",
                "--foreground",
                "--force",
                "--key-file=" + keyFile,
                "--socket=" + munged,
                "--pid-file=" + munge.resolve("pid"),
                "--log-file=" + munge.resolve("log"),
                "--seed-file=" + munge.resolve("seed"));
        await("the socket of munged", () -> Files.exists(Path.of(munged)));
        start("slurmctld", "-D", "-c", "-f", configuration().toString());
        for (String node : NODES) {
            startNode(node);
        }
    }

    private String text() throws IOException {
        int[] ports = freePorts();
        String host = InetAddress.getLocalHost().getHostName();
        // Lost nodes are noticed soon. Jobs that are ended have the usual time to save what they have.
        return """
                ClusterName=isobath
                SlurmctldHost=%1$s(127.0.0.1)
                SlurmUser=root
                SlurmdUser=root
                AuthType=auth/munge
                AuthInfo=socket=%2$s
                SlurmctldPort=%4$d
                SlurmctldPidFile=%3$s/controller/pid
                StateSaveLocation=%3$s/controller
                SlurmctldLogFile=%3$s/log/controller.log
                SlurmdPidFile=%3$s/%%n/pid
                SlurmdSpoolDir=%3$s/%%n
                SlurmdLogFile=%3$s/log/%%n.log
                MpiDefault=none
                SwitchType=switch/none
                ProctrackType=proctrack/linuxproc
                TaskPlugin=task/none
                SchedulerType=sched/backfill
                SchedulerParameters=sched_interval=1,bf_interval=1
                SelectType=select/cons_tres
                SelectTypeParameters=CR_Core
                AccountingStorageType=accounting_storage/none
                JobAcctGatherType=jobacct_gather/none
                ReturnToService=2
                SlurmdTimeout=10
                KillWait=30
                PreemptType=preempt/partition_prio
                PreemptMode=REQUEUE
                GresTypes=gpu
                NodeName=node[1-2] NodeHostname=%1$s NodeAddr=127.0.0.1 Port=[%5$d-%6$d] CPUs=1 RealMemory=6000 Gres=gpu:1
                PartitionName=training Nodes=node[1-2] Default=YES PriorityTier=1
                PartitionName=urgent Nodes=node[1-2] PriorityTier=10 PreemptMode=off
                """.formatted(host, munged, folder, ports[0], ports[1], ports[1] + 1);
    }

    /** Returns a free port and the first of two free ones. */
    private static int[] freePorts() throws IOException {
        try (ServerSocket controller = new ServerSocket(0)) {
            while (true) {
                try (ServerSocket first = new ServerSocket(0);
                        ServerSocket second = new ServerSocket(first.getLocalPort() + 1)) {
                    return new int[] {controller.getLocalPort(), second.getLocalPort() - 1};
                } catch (IOException taken) {
                    // Another pair may be free.
                }
            }
        }
    }

    private void start(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("log").resolve(command[0] + ".out").toFile()));
        builder.environment().put("PATH", FOLDERS);
        builder.environment().put("SLURM_CONF", configuration().toString());
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        daemons.add(process);
    }

    private void startNode(String node) throws IOException {
        start("slurmd", "-D", "-f", configuration().toString(), "-N", node);
    }

    Path configuration() {
        return folder.resolve("slurm.conf");
    }

    /** Runs a command of Slurm and returns what it printed. */
    String run(String... command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("PATH", FOLDERS);
            builder.environment().put("SLURM_CONF", configuration().toString());
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return output.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Lets jobs start on the nodes, or not. Those that run go on. */
    void open(boolean open) {
        if (open) {
            NODES.forEach(node -> run("scontrol", "update", "NodeName=" + node, "State=RESUME"));
        } else {
            NODES.forEach(node -> run("scontrol", "update", "NodeName=" + node, "State=DRAIN", "Reason=test"));
        }
    }

    void awaitIdle() {
        await(
                "two idle nodes",
                () -> run("sinfo", "--noheader", "--Node", "--partition=training", "--format=%T")
                        .equals("idle\nidle"));
    }

    /** Cancels all jobs and waits until none is left. */
    void clear() {
        run("scancel", "--state=PENDING", "--user=root");
        run("scancel", "--user=root");
        await("no jobs", () -> run("squeue", "--noheader").isEmpty());
    }

    /** Kills a node: its slurmd and every process that it has started. Then a new slurmd takes its place, as after a reset. */
    void lose(String node) throws IOException {
        List<ProcessHandle> processes = ProcessHandle.allProcesses()
                .filter(process -> isOf(process.pid(), node))
                .toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        await(
                "the loss of " + node,
                () -> run("sinfo", "--noheader", "--nodes=" + node, "--partition=training", "--format=%T")
                        .startsWith("down"));
        startNode(node);
    }

    /** The processes of a node have its name in their environment or their command line. */
    private boolean isOf(long process, String node) {
        try {
            List<String> line = List.of(
                    Files.readString(Path.of("/proc", Long.toString(process), "cmdline"), StandardCharsets.ISO_8859_1)
                            .split("\0"));
            if (line.contains(configuration().toString()) && line.contains(node)) {
                return true;
            }
            List<String> environment = List.of(
                    Files.readString(Path.of("/proc", Long.toString(process), "environ"), StandardCharsets.ISO_8859_1)
                            .split("\0"));
            return environment.contains("SLURMD_NODENAME=" + node)
                    && environment.contains("SLURM_CONF=" + configuration());
        } catch (IOException gone) {
            return false;
        }
    }

    private static void await(String what, BooleanSupplier hope) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!hope.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("after two minutes there is not " + what);
            }
            Pause.beforeNextLook();
        }
    }

    @Override
    public void close() {
        if (!daemons.isEmpty()) {
            run("scancel", "--user=root");
        }
        for (Process daemon : daemons.reversed()) {
            daemon.destroyForcibly();
        }
        ProcessHandle.allProcesses()
                .filter(process -> NODES.stream().anyMatch(node -> isOf(process.pid(), node)))
                .forEach(ProcessHandle::destroyForcibly);
    }
}
