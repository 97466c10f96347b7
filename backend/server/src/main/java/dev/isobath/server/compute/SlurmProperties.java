package dev.isobath.server.compute;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of a Slurm cluster. docs/slurm.md explains them to the engineer who sets it up.
 *
 * @param launcher the path of the program {@code isobath} on the nodes of the cluster
 * @param commands the folder of sbatch, squeue, scancel and scontrol on this machine; null where they are on the PATH
 * @param server the URL of this server for the nodes of the cluster; null for its host's name and port
 * @param partition the partition of the jobs; null for the cluster's default
 * @param account the account that they are charged to; null for the user's default
 * @param options further options of sbatch, for example {@code --qos=long}
 * @param gpuOptions further options of sbatch for experiments with device cuda
 * @param cpus the processors of a job; 0 for the cluster's default
 * @param memory whether a job asks for the memory that its experiment is estimated to take
 * @param checkpointBefore the time before the time limit of a job at which it is told to stop with a checkpoint
 * @param nice the nice value of an experiment of priority 0; larger values run later
 * @param nicePerPriority what one step of priority takes off the nice value
 * @param workFolder the folder on the nodes in which each job makes a folder of its own; null for TMPDIR or /tmp there
 * @param logFolder the folder on the nodes for the output of jobs; null for none
 * @param commandLimit the time that a command of Slurm may take
 */
@ConfigurationProperties("isobath.slurm")
record SlurmProperties(
        String launcher,
        @Nullable Path commands,
        @Nullable String server,
        @Nullable String partition,
        @Nullable String account,
        @DefaultValue({}) List<String> options,
        @DefaultValue("--gres=gpu:1") List<String> gpuOptions,
        @DefaultValue("0") int cpus,
        @DefaultValue("true") boolean memory,
        @DefaultValue("60s") Duration checkpointBefore,
        @DefaultValue("1000") int nice,
        @DefaultValue("1") int nicePerPriority,
        @Nullable String workFolder,
        @Nullable String logFolder,
        @DefaultValue("20s") Duration commandLimit) {

    @SuppressWarnings("ConstantValue") // a setting that is left out is null, whatever its type says
    SlurmProperties {
        if (launcher == null || !launcher.startsWith("/")) {
            throw new IllegalArgumentException("isobath.slurm.launcher must be the absolute path of the program isobath"
                    + " on the nodes of the cluster, for example /shared/isobath/isobath");
        }
    }
}
