/** The description of the REST API at {@code /api/openapi}. */
@ApplicationModule(allowedDependencies = {"experiments", "problems"})
@NullMarked
package dev.isobath.server.documentation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
