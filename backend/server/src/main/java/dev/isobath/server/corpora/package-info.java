/** The texts that models are trained on. */
@ApplicationModule(allowedDependencies = {"accounts", "home", "problems", "projects", "storage"})
@NullMarked
package dev.isobath.server.corpora;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
