package dev.isobath.server.accounts;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user account as clients see it.
 *
 * @param signedInAt the time of the last sign-in with the password
 * @param deactivatedAt the time at which the account was deactivated, or null while it is active
 */
@Schema(name = "Person")
record UserView(
        UUID id,
        String name,
        String email,
        User.Role role,
        Instant createdAt,
        @Nullable Instant signedInAt,
        @Nullable Instant deactivatedAt) {}
