/**
 * A first comparison for users who have no text of their own: one experiment of each family on generated tales. The demo runs
 * beside the server and uses only its REST API.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.isobath.server.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
