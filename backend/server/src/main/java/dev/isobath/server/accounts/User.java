package dev.isobath.server.accounts;

import java.io.Serializable;
import java.util.UUID;

/** The user who sent a request. Controllers receive it with {@code @AuthenticationPrincipal}. */
public record User(UUID id, String name, String email, Role role) implements Serializable {

    /** What a user may do. */
    public enum Role {
        /** May do everything, including the management of users and invitations. */
        ADMIN,
        /** May do everything with experiments and corpora, except that only administrators delete the experiments of others. */
        MEMBER
    }
}
