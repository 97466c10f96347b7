package dev.isobath.server.views;

import dev.isobath.server.accounts.User;
import dev.isobath.server.experiments.ListSettings;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A saved view.
 *
 * @param owner the id of the user who made it, or null when there is no such user any more
 * @param version the number of its changes, which every change has to name
 */
record SavedView(
        UUID id,
        UUID project,
        @Nullable UUID owner,
        String ownerName,
        String name,
        Visibility visibility,
        ListSettings settings,
        int version,
        Instant createdAt,
        Instant updatedAt) {

    boolean isOf(User user) {
        return user.id().equals(owner);
    }

    /** Returns whether a user sees the view at all. An administrator does not see the private views of others. */
    boolean isVisibleTo(User user) {
        return visibility == Visibility.PROJECT || isOf(user);
    }

    /** Returns whether a user who sees the view may change and delete it. */
    boolean isChangeableBy(User user) {
        return isOf(user) || user.role() == User.Role.ADMIN;
    }

    /** Returns what the audit log calls it. The log does not tell the names of private views. */
    String subject() {
        return visibility == Visibility.PRIVATE ? "a private view " + id : name + " " + id;
    }
}
