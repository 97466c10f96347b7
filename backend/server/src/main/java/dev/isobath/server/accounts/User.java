package dev.isobath.server.accounts;

import java.io.Serializable;
import java.util.UUID;

/** Who is signed in; the principal of a request, taken with {@code @AuthenticationPrincipal}. */
public record User(UUID id, String name, String email, Role role) implements Serializable {

    /** What a person may do. */
    public enum Role {
        /** Everything, including people and invitations. */
        ADMIN,
        /** Everything with experiments and corpora. */
        MEMBER
    }
}
