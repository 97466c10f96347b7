/**
 * Processes that the node starts: their command line, what they print, and what their end means. It uses no other room.
 */
@NullMarked
package dev.isobath.worker.process;

import org.jspecify.annotations.NullMarked;
