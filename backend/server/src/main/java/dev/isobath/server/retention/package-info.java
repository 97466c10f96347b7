/** The removal of what was deleted some time ago. */
@ApplicationModule(allowedDependencies = {"accounts", "checkpoints", "experiments", "storage"})
@NullMarked
package dev.isobath.server.retention;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
