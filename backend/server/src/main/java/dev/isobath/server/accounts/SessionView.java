package dev.isobath.server.accounts;

import org.jspecify.annotations.Nullable;

/**
 * Who is asking.
 *
 * @param user null for somebody not signed in
 * @param setupRequired the administrator has no password yet
 */
record SessionView(@Nullable User user, boolean setupRequired) {

    static SessionView of(User user) {
        return new SessionView(user, false);
    }
}
