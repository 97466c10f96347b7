/** A first comparison for whoever has no text at hand: a corpus the project generates, and one experiment of each family on it. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.isobath.server.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
