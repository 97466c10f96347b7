package dev.isobath.server.accounts;

import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The users in whose name the server may do something later. */
@Component
public class ActiveUsers {

    private final UserRepository users;

    ActiveUsers(UserRepository users) {
        this.users = users;
    }

    /** Returns a user who has not been deactivated. */
    public Optional<User> find(UUID id) {
        return users.findActive(id);
    }
}
