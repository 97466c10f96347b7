/** The folder an installation keeps its files in, {@code isobath.home}. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.isobath.server.home;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
