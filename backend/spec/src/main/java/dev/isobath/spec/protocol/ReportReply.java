package dev.isobath.spec.protocol;

/**
 * The batch is stored.
 *
 * @param next the sequence number the server takes next
 */
public record ReportReply(long next, HeartbeatReply.Action action) {}
