package dev.isobath.server.studies;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A study as it is stored.
 *
 * @param design the name of its design
 * @param document what was asked at first
 * @param additions what was added later, the oldest first
 * @param launchedAt when it was first launched, or null
 * @param followed the state of the finished runs that {@link StudyFollowUps} has looked at last, or null
 * @param settings how it is run
 */
record StudyRow(
        UUID id,
        UUID projectId,
        String name,
        String design,
        JsonNode document,
        List<Addition> additions,
        @Nullable UUID createdBy,
        @Nullable String createdByName,
        Instant createdAt,
        @Nullable Instant launchedAt,
        @Nullable String followed,
        StudySettings settings) {

    /**
     * What somebody added.
     *
     * @param entries the lists of the study with the entries that were added to them
     */
    record Addition(Instant at, String by, JsonNode entries) {}
}
