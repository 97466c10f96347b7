/** Gives experiments to worker nodes and takes what they report: the worker protocol. */
@ApplicationModule(
        allowedDependencies = {
            "accounts",
            "checkpoints",
            "corpora",
            "curves",
            "database",
            "experiments",
            "problems",
            "signals",
            "storage",
            "tokenizers"
        })
@NullMarked
package dev.isobath.server.queue;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
