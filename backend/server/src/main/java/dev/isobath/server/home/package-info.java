/** The folder in which an installation keeps its files ({@code isobath.home}). */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.isobath.server.home;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
