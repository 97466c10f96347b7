/** Asks a trained checkpoint: a person's question waits here until a worker node has answered it. */
@ApplicationModule(
        allowedDependencies = {
            "accounts",
            "checkpoints",
            "database",
            "experiments",
            "problems",
            "signals",
            "storage",
            "tokenizers"
        })
@NullMarked
package dev.isobath.server.questions;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
