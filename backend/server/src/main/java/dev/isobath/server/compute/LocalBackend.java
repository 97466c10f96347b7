package dev.isobath.server.compute;

import java.util.List;

/** Worker nodes that join, on this machine and on others. They ask for experiments, so that there is nothing to submit. */
final class LocalBackend implements ComputeBackend {

    @Override
    public Capabilities capabilities() {
        return new Capabilities("worker nodes", false);
    }

    @Override
    public String submit(JobRequest job) {
        throw new JobRefusedException("worker nodes ask for experiments; no jobs are submitted to them");
    }

    @Override
    public List<ObservedJob> observe() {
        return List.of();
    }

    @Override
    public void cancel(String id, Cancellation how) {
        // A node hears of it in the answer to its next heartbeat.
    }

    @Override
    public void prioritise(String id, int priority) {
        // The line is read from the experiments.
    }
}
