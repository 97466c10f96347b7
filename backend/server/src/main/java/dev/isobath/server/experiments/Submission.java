package dev.isobath.server.experiments;

import dev.isobath.server.accounts.User;
import dev.isobath.server.projects.Project;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The user, project and options with which a spec is submitted.
 *
 * @param priority the priority in the queue; larger numbers run first
 * @param idempotencyKey a key under which the same user can submit the same spec repeatedly without queuing a second experiment
 */
record Submission(
        Project project,
        User user,
        int priority,
        List<String> tags,
        @Nullable String idempotencyKey) {}
