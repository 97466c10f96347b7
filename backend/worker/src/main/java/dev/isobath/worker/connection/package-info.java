/**
 * The conversation with the server: HTTP calls, their kinds of failure, retries, and the guard that says whether a lease is still this node's. It uses
 * {@code files}.
 */
@NullMarked
package dev.isobath.worker.connection;

import org.jspecify.annotations.NullMarked;
