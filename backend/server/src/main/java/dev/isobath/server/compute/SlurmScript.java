package dev.isobath.server.compute;

import dev.isobath.spec.Device;

/** The script of a job: a worker node for one attempt, in a folder of its own. It has no secrets. */
record SlurmScript(SlurmProperties settings) {

    private static final long LEAST_DRAIN_SECONDS = 15;

    /**
     * Returns the script. The node runs beside the shell, which passes SIGTERM on to it and deletes its folder afterwards. A job that is
     * killed leaves its folder behind, and a later job on the same machine deletes it: a lock says whether its owner lives.
     */
    String text(JobRequest job, String server) {
        String labels = job.device().equals(Device.CPU.text()) ? "cpu" : "cpu," + job.device();
        long drain = Math.max(LEAST_DRAIN_SECONDS, settings.checkpointBefore().toSeconds());
        String work = settings.workFolder() == null ? "${TMPDIR:-/tmp}" : quoted(settings.workFolder());
        return """
                #!/bin/bash
                work=%s
                mkdir -p "$work" || exit
                find "$work" -maxdepth 1 -type d -name 'isobath-job-*' -user "$(id -u)" -mmin +1 2>/dev/null | while IFS= read -r old; do
                  (flock -n 7 && rm -rf "$old") 7>>"$old/job.lock"
                done
                folder=$work/isobath-job-$SLURM_JOB_ID
                mkdir -m 700 "$folder" || exit
                exec 7>>"$folder/job.lock"
                flock 7
                [ -z "$SLURM_CPUS_ON_NODE" ] || export ISOBATH_THREADS=$SLURM_CPUS_ON_NODE
                %s worker --no-build --server %s --name "$SLURMD_NODENAME, Slurm job $SLURM_JOB_ID" \\
                  --home "$folder/node" --labels %s --drain %d --until attempt-ends &
                node=$!
                trap 'kill -TERM "$node" 2>/dev/null' TERM
                wait "$node"
                code=$?
                while kill -0 "$node" 2>/dev/null; do
                  wait "$node"
                  code=$?
                done
                rm -rf "$folder"
                exit "$code"
                """.formatted(work, quoted(settings.launcher()), quoted(server), labels, drain);
    }

    /** Returns a text as one word of the shell. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
