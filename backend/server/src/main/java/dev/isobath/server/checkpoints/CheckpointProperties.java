package dev.isobath.server.checkpoints;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many checkpoints are kept.
 *
 * @param keepCheckpoints the most checkpoints of an experiment; at least 2
 */
@ConfigurationProperties("isobath")
record CheckpointProperties(@DefaultValue("2") int keepCheckpoints) {

    CheckpointProperties {
        if (keepCheckpoints < KeptSteps.NEWEST) {
            throw new IllegalArgumentException(
                    "isobath.keep-checkpoints is %d, but an experiment keeps at least %d checkpoints: one to resume from, and one in case that is damaged"
                            .formatted(keepCheckpoints, KeptSteps.NEWEST));
        }
    }
}
