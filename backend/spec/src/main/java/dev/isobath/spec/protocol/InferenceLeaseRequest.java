package dev.isobath.spec.protocol;

/**
 * A worker node asks for one inference request.
 *
 * @param node the node's name, as in {@link LeaseRequest}
 * @param waitSeconds how long the server may hold the call until there is an inference request
 */
public record InferenceLeaseRequest(String node, int waitSeconds) {}
