/** One training each: what was asked for, how far it is, and why it is in its state. */
@ApplicationModule(
        allowedDependencies = {"accounts", "corpora", "database", "problems", "projects", "signals", "tokenizers"})
@NullMarked
package dev.isobath.server.experiments;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
