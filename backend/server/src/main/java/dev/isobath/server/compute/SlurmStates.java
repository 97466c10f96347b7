package dev.isobath.server.compute;

import dev.isobath.server.compute.ObservedJob.Ending;
import dev.isobath.server.compute.ObservedJob.Exit;
import dev.isobath.server.compute.ObservedJob.Gone;
import dev.isobath.server.compute.ObservedJob.Pending;
import dev.isobath.server.compute.ObservedJob.Running;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the states and reasons of squeue (the sections JOB STATE CODES and JOB REASON CODES of its manual page). */
final class SlurmStates {

    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("None", "it has not been looked at yet"),
            Map.entry("Priority", "jobs of higher priority are before it"),
            Map.entry("Resources", "the nodes that it could run on are busy"),
            Map.entry("BeginTime", "its earliest start is later"),
            Map.entry("Dependency", "it waits for another job"),
            Map.entry("JobHeldUser", "its user holds it; scontrol release lets it go"),
            Map.entry("JobHeldAdmin", "an administrator holds it"),
            Map.entry("Licenses", "a licence is in use"),
            Map.entry("PartitionDown", "the partition is down"),
            Map.entry("PartitionInactive", "the partition is inactive"),
            Map.entry("PartitionNodeLimit", "it asks for more than the partition allows"),
            Map.entry("PartitionTimeLimit", "it asks for more time than the partition allows"),
            Map.entry("ReqNodeNotAvail", "a node that it needs is not available"),
            Map.entry("Reservation", "it waits for a reservation"),
            Map.entry("Cleaning", "its last run is being cleaned up"),
            Map.entry("AssocGrpCpuLimit", "its account uses all the processors that it may"),
            Map.entry("AssocGrpGRES", "its account uses all the devices that it may"),
            Map.entry("AssocMaxJobsLimit", "its account runs as many jobs as it may"),
            Map.entry("QOSMaxJobsPerUserLimit", "its user runs as many jobs as the QOS allows"),
            Map.entry("QOSMaxGRESPerUser", "its user has as many devices as the QOS allows"));

    private SlurmStates() {}

    /**
     * Returns the state of a job.
     *
     * @param state as squeue prints it with {@code %T}
     * @param reason {@code %r}
     * @param start {@code %S} in UTC
     * @param nodes {@code %N}
     */
    static ObservedJob.State state(String state, String reason, String start, String nodes) {
        return switch (state) {
            case "PENDING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED", "RESV_DEL_HOLD", "SPECIAL_EXIT" ->
                new Pending(words(reason), time(start));
            case "RUNNING", "CONFIGURING", "SUSPENDED", "STOPPED", "RESIZING", "SIGNALING", "STAGE_OUT" ->
                new Running(nodes.isEmpty() ? "a node" : nodes);
            case "COMPLETING" -> new Ending();
            case "COMPLETED" -> new Gone(Exit.ENDED, "it ended");
            case "CANCELLED" -> new Gone(Exit.CANCELLED, "it was cancelled in Slurm");
            case "TIMEOUT", "DEADLINE" -> new Gone(Exit.TIME_LIMIT, "it reached its time limit");
            case "NODE_FAIL", "BOOT_FAIL" ->
                new Gone(Exit.NODE_LOST, nodes.isEmpty() ? "its node was lost" : "its node " + nodes + " was lost");
            case "PREEMPTED", "REVOKED" -> new Gone(Exit.PREEMPTED, "it was preempted");
            case "OUT_OF_MEMORY" -> new Gone(Exit.OUT_OF_MEMORY, "it took more memory than it had asked for");
            case "FAILED" ->
                reason.equals("BadConstraints")
                        ? new Gone(Exit.REFUSED, "no node could ever run it")
                        : new Gone(Exit.FAILED, "it failed (" + reason + ")");
            default -> new Gone(Exit.UNKNOWN, "it is " + state);
        };
    }

    private static String words(String reason) {
        // Codes with details look like (ReqNodeNotAvail, UnavailableNodes:node1).
        String code =
                reason.replaceFirst("^\\(", "").replaceFirst("[,:()].*", "").strip();
        String known = REASONS.get(code);
        return known == null ? reason : code + ": " + known;
    }

    private static @Nullable Instant time(String text) {
        try {
            return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException notKnown) {
            return null;
        }
    }
}
