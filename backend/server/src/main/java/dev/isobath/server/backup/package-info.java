/**
 * The commands {@code ./isobath backup} and {@code ./isobath restore}: an installation's database and the content that it refers to, of one
 * moment, in one file (docs/backup.md).
 */
@ApplicationModule(allowedDependencies = {"database", "home", "storage"})
@NullMarked
package dev.isobath.server.backup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
