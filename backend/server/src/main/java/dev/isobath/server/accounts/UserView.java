package dev.isobath.server.accounts;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An account as people see it.
 *
 * @param signedInAt when the person last signed in with the password
 * @param deactivatedAt since when the account is closed; null while it is open
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
