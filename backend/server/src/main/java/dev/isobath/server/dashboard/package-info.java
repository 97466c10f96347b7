/** Serves the dashboard. Its files are in the jar of the frontend. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.isobath.server.dashboard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
