package dev.isobath.server.questions;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How patient people and worker nodes are with each other.
 *
 * @param patience how long whoever asks waits for the answer
 * @param lease how long a worker node may be silent before another one takes the question
 * @param heartbeat how often it says that it is still at it
 * @param seen how long ago a worker node may have asked for questions to count as connected; it asks anew every 20 seconds
 * @param kept how long a question is kept after it was asked
 * @param open how many may wait at a time, over all experiments
 */
@ConfigurationProperties("isobath.questions")
record QuestionSettings(
        @DefaultValue("60s") Duration patience,
        @DefaultValue("10s") Duration lease,
        @DefaultValue("3s") Duration heartbeat,
        @DefaultValue("45s") Duration seen,
        @DefaultValue("15m") Duration kept,
        @DefaultValue("50") int open) {}
