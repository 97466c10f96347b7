/**
 * The command {@code ./isobath chaos}: an installation of its own is damaged at random while it trains, and a record that is kept outside of
 * it says whether anything was lost (docs/faults.md).
 */
@ApplicationModule(allowedDependencies = "commands")
@NullMarked
package dev.isobath.server.chaos;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
