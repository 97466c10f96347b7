/**
 * The commands of {@code ./isobath} that are clients of a server, on this machine or another. They use only its REST API. A command prints
 * its result to its standard output, and what happens meanwhile to its error output.
 */
@NullMarked
package dev.isobath.cli;

import org.jspecify.annotations.NullMarked;
