/** Studies: sets of experiments made for one comparison, their plans and their launch. */
@ApplicationModule(
        allowedDependencies = {"accounts", "curves", "database", "experiments", "problems", "projects", "signals"})
@NullMarked
package dev.isobath.server.studies;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
