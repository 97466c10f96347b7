/** Files of the installation, named by the digest of their content. */
@ApplicationModule(allowedDependencies = {"home", "problems"})
@NullMarked
package dev.isobath.server.storage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
