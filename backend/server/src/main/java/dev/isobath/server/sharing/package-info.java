/** Read-only links to one experiment or one comparison, for people who have no account. */
@ApplicationModule(allowedDependencies = {"accounts", "curves", "experiments", "live", "problems"})
@NullMarked
package dev.isobath.server.sharing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
