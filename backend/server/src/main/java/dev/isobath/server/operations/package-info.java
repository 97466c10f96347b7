/** Measurements for whoever keeps the service running. Prometheus reads them at {@code /actuator/prometheus}; docs/operations.md lists them. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.isobath.server.operations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
