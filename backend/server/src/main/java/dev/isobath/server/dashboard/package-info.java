/** Serves the dashboard, whose files come in the frontend's jar. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.isobath.server.dashboard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
