/**
 * Everything on one machine: what {@code ./isobath up} has beyond a team's server. The server owns the worker node beside it
 * (the database beside it is in {@code database}), tells people where it listens, and leaves a trace for the launcher.
 */
@ApplicationModule(allowedDependencies = {"accounts", "home"})
@NullMarked
package dev.isobath.server.standalone;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
