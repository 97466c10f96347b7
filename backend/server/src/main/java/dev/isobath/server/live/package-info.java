/** Sends changes of experiments to clients as server-sent events. */
@ApplicationModule(allowedDependencies = {"accounts", "database", "experiments", "problems", "projects", "signals"})
@NullMarked
package dev.isobath.server.live;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
