/**
 * Problem documents (RFC 9457), which report failures to clients with a stable {@code type} and a JSON pointer for each invalid
 * field.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.isobath.server.problems;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
