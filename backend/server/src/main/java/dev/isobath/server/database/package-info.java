/** The database: the embedded PostgreSQL of an installation that has no other, and the database clock. */
@ApplicationModule(allowedDependencies = "home")
@NullMarked
package dev.isobath.server.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
