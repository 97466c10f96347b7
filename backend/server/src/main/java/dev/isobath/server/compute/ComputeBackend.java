package dev.isobath.server.compute;

import java.util.List;

/**
 * Where attempts at experiments run. A backend either lets worker nodes ask for experiments, or takes jobs, each of which is a worker node
 * for one attempt at one experiment. In the second case the order, the placement and the preemption are those of the scheduler that it
 * stands for. Calls may take seconds. Every call may be repeated.
 */
public interface ComputeBackend {

    /**
     * What a backend can do.
     *
     * @param name its name for people
     * @param takesJobs whether experiments are submitted to it as jobs; if not, the nodes that join ask for experiments
     */
    record Capabilities(String name, boolean takesJobs) {}

    /** How a job is told to end. */
    enum Cancellation {
        /** Its node stops the attempt with a checkpoint and hands it back. The job may take minutes to end. */
        WITH_CHECKPOINT,
        /** It is ended by the scheduler, whether it runs or waits. */
        AT_ONCE
    }

    Capabilities capabilities();

    /**
     * Submits a job, unless the scheduler has one of that name already.
     *
     * @return the id that the scheduler gave the job, or has given it before
     * @throws JobRefusedException when the scheduler does not take such a job
     * @throws SchedulerAwayException when the scheduler does not answer; it may have taken the job nevertheless
     */
    String submit(JobRequest job);

    /**
     * Returns what the scheduler knows about the jobs of this installation and of others of the same user, including those that have ended a
     * short while ago.
     *
     * @throws SchedulerAwayException when the scheduler does not answer
     */
    List<ObservedJob> observe();

    /**
     * Tells a job to end. One that has ended already stays as it is.
     *
     * @throws SchedulerAwayException when the scheduler does not answer
     */
    void cancel(String id, Cancellation how);

    /**
     * Hands a new priority of a waiting job to the scheduler.
     *
     * @throws SchedulerAwayException when the scheduler does not answer
     */
    void prioritise(String id, int priority);
}
