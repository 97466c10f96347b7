/**
 * Where attempts run: on worker nodes that join, or as jobs of a cluster's scheduler. For a cluster it keeps one job for each experiment
 * that is to run, and knows what the scheduler says about each.
 */
@ApplicationModule(allowedDependencies = {"accounts", "checkpoints", "database", "experiments"})
@NullMarked
package dev.isobath.server.compute;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
