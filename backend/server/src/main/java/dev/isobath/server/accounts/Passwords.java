package dev.isobath.server.accounts;

import java.util.Optional;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** How passwords are kept: bcrypt, with the algorithm written in front so that it can be changed later. */
@Component
class Passwords {

    private final PasswordEncoder encoder = PasswordEncoderFactories.createDelegatingPasswordEncoder();
    private final String nobodys = hash("no account has this password");

    final String hash(String password) {
        String hash = encoder.encode(password);
        if (hash == null) {
            throw new IllegalArgumentException("no password given");
        }
        return hash;
    }

    /** Takes as long for an account that is not there as for one that is. */
    Optional<User> check(Optional<Accounts.Credentials> credentials, String password) {
        String hash = credentials.map(Accounts.Credentials::passwordHash).orElse(nobodys);
        boolean right = matches(password, hash);
        return credentials.filter(_ -> right).map(Accounts.Credentials::user);
    }

    private boolean matches(String password, String hash) {
        return encoder.matches(password, hash);
    }
}
