package dev.isobath.spec.protocol;

/**
 * A worker node asks for one question to answer.
 *
 * @param node the node's name, as in {@link LeaseRequest}
 * @param waitSeconds how long the server may hold the call until there is a question
 */
public record InferenceLeaseRequest(String node, int waitSeconds) {}
