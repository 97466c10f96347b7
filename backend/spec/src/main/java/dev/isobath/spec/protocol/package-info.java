/**
 * The JSON messages that worker nodes and the server exchange over HTTP. {@code docs/worker-protocol.md} describes the protocol.
 * Only workers make calls, and the server replies. Fields are added but never renamed, and an older worker ignores fields that it
 * does not know.
 */
@NullMarked
package dev.isobath.spec.protocol;

import org.jspecify.annotations.NullMarked;
