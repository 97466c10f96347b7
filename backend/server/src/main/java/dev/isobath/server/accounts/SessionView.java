package dev.isobath.server.accounts;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The session of a client.
 *
 * @param user the user, or null when nobody is signed in
 * @param setupRequired whether the administrator has no password yet
 */
@Schema(name = "Session")
record SessionView(@Nullable User user, boolean setupRequired) {

    static SessionView of(User user) {
        return new SessionView(user, false);
    }
}
