/** How failures are told to clients: problem documents (RFC 9457) with a stable {@code type} and a pointer per bad field. */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.isobath.server.problems;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
