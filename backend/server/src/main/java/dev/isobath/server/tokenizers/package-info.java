/** The tokenizers that projects upload, and the trials of them by worker nodes. */
@ApplicationModule(allowedDependencies = {"accounts", "problems", "projects", "signals", "storage"})
@NullMarked
package dev.isobath.server.tokenizers;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
