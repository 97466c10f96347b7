/** What commands of {@code ./isobath} share that start a server of their own, to measure it or to damage it, and call its REST API. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.isobath.server.commands;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
