/** The queue and the worker protocol: leases experiments to worker nodes and stores what they report. */
@ApplicationModule(
        allowedDependencies = {
            "accounts",
            "checkpoints",
            "compute",
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
