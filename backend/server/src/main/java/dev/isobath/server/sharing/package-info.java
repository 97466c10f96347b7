/** Read-only links to one experiment, one comparison or one study, for people who have no account. */
@ApplicationModule(allowedDependencies = {"accounts", "curves", "experiments", "live", "problems", "studies"})
@NullMarked
package dev.isobath.server.sharing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
