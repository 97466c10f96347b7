/** Experiments: their specs, states, attempts and progress. An experiment is one training run. */
@ApplicationModule(
        allowedDependencies = {"accounts", "corpora", "database", "problems", "projects", "signals", "tokenizers"})
@NullMarked
package dev.isobath.server.experiments;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
