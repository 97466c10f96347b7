package dev.isobath.server.accounts;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Who is asking.
 *
 * @param user null for somebody not signed in
 * @param setupRequired the administrator has no password yet
 */
@Schema(name = "Session")
record SessionView(@Nullable User user, boolean setupRequired) {

    static SessionView of(User user) {
        return new SessionView(user, false);
    }
}
