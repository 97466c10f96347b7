/** Texts to learn from. */
@ApplicationModule(allowedDependencies = {"projects", "storage", "problems", "accounts"})
@NullMarked
package dev.isobath.server.corpora;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
