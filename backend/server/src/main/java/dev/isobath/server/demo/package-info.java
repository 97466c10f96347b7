/**
 * A first comparison for whoever has no text at hand: generated tales, and one experiment of each family on them. It runs beside
 * the server and uses nothing of it but its REST API.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.isobath.server.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
