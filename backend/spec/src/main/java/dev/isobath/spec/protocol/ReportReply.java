package dev.isobath.spec.protocol;

/**
 * The server reports that it has stored a batch.
 *
 * @param next the sequence number that the server takes next
 * @param action what the attempt must do next
 */
public record ReportReply(long next, HeartbeatReply.Action action) {}
