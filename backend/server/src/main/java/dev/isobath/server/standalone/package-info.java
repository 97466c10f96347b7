/**
 * The standalone mode of {@code ./isobath up}, in which everything runs on one machine. The server starts the worker node
 * beside it, prints its address, and writes the address to a file for the launcher. The embedded database is in the package
 * {@code database}.
 */
@ApplicationModule(allowedDependencies = {"accounts", "home"})
@NullMarked
package dev.isobath.server.standalone;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
