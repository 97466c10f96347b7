package dev.isobath.server.sharing;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A link that was given away. Its token is not known any more.
 *
 * @param kind whether it shows one or several
 * @param experiments in the order they are shown
 * @param view query string of the page that is shown, for example {@code x=flops&smooth=0.6}
 * @param createdBy name of who made it; null when the account is gone
 * @param lastOpenedAt to about a minute
 */
record Share(
        UUID id,
        Kind kind,
        @Nullable String title,
        List<UUID> experiments,
        String view,
        @Nullable String createdBy,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastOpenedAt) {

    /** What a link shows. */
    enum Kind {
        @JsonProperty("experiment")
        EXPERIMENT,
        @JsonProperty("comparison")
        COMPARISON;

        static Kind of(int experiments) {
            return experiments == 1 ? EXPERIMENT : COMPARISON;
        }
    }
}
