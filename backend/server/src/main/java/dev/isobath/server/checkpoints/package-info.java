/** Stored states of training runs. */
@ApplicationModule(allowedDependencies = {"experiments", "problems", "storage"})
@NullMarked
package dev.isobath.server.checkpoints;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
