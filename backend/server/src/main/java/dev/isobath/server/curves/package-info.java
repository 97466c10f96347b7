/** The metrics that experiments measured at each step. */
@ApplicationModule(allowedDependencies = {"experiments", "problems"})
@NullMarked
package dev.isobath.server.curves;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
