/**
 * The words worker nodes and server exchange over HTTP, as JSON; {@code docs/worker-protocol.md} tells the conversation.
 * Calls go from the worker to the server only. Fields are added, never renamed: an older worker ignores what it does not know.
 */
@NullMarked
package dev.isobath.spec.protocol;

import org.jspecify.annotations.NullMarked;
