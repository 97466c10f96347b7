/** The tokenizers that projects upload. */
@ApplicationModule(allowedDependencies = {"accounts", "problems", "projects", "storage"})
@NullMarked
package dev.isobath.server.tokenizers;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
