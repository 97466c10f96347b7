package dev.isobath.server.experiments;

import dev.isobath.server.accounts.User;
import dev.isobath.server.projects.Project;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who queues where, and how urgent it is.
 *
 * @param priority larger goes first
 * @param idempotencyKey the same key of the same user names the same experiment, however often it is sent
 */
record Submission(
        Project project,
        User user,
        int priority,
        List<String> tags,
        @Nullable String idempotencyKey) {}
