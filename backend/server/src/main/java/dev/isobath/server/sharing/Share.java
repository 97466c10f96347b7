package dev.isobath.server.sharing;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A share link. Its token is not stored.
 *
 * @param kind whether it shows one experiment, several, or a study
 * @param experiments the ids of the experiments in the order in which they are shown; none for a study
 * @param study the id of the study that it shows, or null
 * @param studyName the name of that study, or null, also when the study is deleted
 * @param view the query string of the page that is shown, for example {@code x=flops&smooth=0.6}
 * @param createdBy the name of the user who created it, or null when the account does not exist any more
 * @param lastOpenedAt the time at which it was last opened, accurate to about a minute; null when it was never opened
 */
record Share(
        UUID id,
        Kind kind,
        @Nullable String title,
        List<UUID> experiments,
        @Nullable UUID study,
        @Nullable String studyName,
        String view,
        @Nullable String createdBy,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastOpenedAt) {

    /** The kind of page that a link shows. */
    enum Kind {
        @JsonProperty("experiment")
        EXPERIMENT,
        @JsonProperty("comparison")
        COMPARISON,
        @JsonProperty("study")
        STUDY;

        /** Returns the kind of a link to some experiments. */
        static Kind of(int experiments) {
            return experiments == 1 ? EXPERIMENT : COMPARISON;
        }
    }
}
