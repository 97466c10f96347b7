/** Saved views: the settings of lists of experiments under names, for one person or for all members of a project. */
@ApplicationModule(allowedDependencies = {"accounts", "experiments", "problems", "projects"})
@NullMarked
package dev.isobath.server.views;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
