/** Inference on the checkpoints of experiments. A request of a user waits here until a worker node has sent its result. */
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
package dev.isobath.server.inference;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
