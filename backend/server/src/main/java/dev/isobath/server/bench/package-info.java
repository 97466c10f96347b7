/** The benchmark of the curve store. It starts a server of its own and uses it as a worker node and a browser do. */
@ApplicationModule(allowedDependencies = "commands")
@NullMarked
package dev.isobath.server.bench;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
