/** The benchmarks of the curve store and of the queue. Each starts a server of its own and uses it as worker nodes and browsers do. */
@ApplicationModule(allowedDependencies = {"commands", "experiments", "queue"})
@NullMarked
package dev.isobath.server.bench;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
