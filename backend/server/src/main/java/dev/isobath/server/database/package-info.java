/** PostgreSQL: the embedded one of an installation that has no other, and what every user of the database shares. */
@ApplicationModule(allowedDependencies = "home")
@NullMarked
package dev.isobath.server.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
