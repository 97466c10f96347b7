package dev.isobath.spec.protocol;

/**
 * A worker node asks for one tokenizer to try.
 *
 * @param node the node's name, as in {@link LeaseRequest}
 * @param waitSeconds how long the server may hold the call until there is a tokenizer to try
 */
public record TrialLeaseRequest(String node, int waitSeconds) {}
