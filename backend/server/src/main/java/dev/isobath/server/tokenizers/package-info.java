/** Ways to cut text into tokens that a project brings itself. */
@ApplicationModule(allowedDependencies = {"accounts", "problems", "projects", "storage"})
@NullMarked
package dev.isobath.server.tokenizers;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
