/** A team's space; everything else belongs to one. */
@ApplicationModule(allowedDependencies = {"problems"})
@NullMarked
package dev.isobath.server.projects;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
