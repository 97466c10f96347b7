/** Short messages between all servers of one database, sent with its LISTEN and NOTIFY. */
@ApplicationModule(allowedDependencies = {"database"})
@NullMarked
package dev.isobath.server.signals;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
